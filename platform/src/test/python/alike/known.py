"""In what the platform answers differently on purpose, each with its reason."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """A difference that is known: where all three patterns are found, it is one.

    reason: why it is there
    request: a pattern of the request
    theirs: a pattern of MLflow's status and answer
    ours: a pattern of the platform's
    """

    reason: str
    request: str = ""
    theirs: str = ""
    ours: str = ""

    def covers(self, request, theirs, ours):
        return all(
            re.search(pattern, text, re.DOTALL)
            for pattern, text in ((self.request, request), (self.theirs, theirs), (self.ours, ours)))


REFUSED = "^400 .*INVALID_PARAMETER_VALUE"
TAKEN = "^200 "

KNOWN = [
    Known("a bad request never gives a 5xx", theirs="^500 ", ours="^4"),
    Known("a body that is no JSON is refused, and not taken for an empty one",
          request="'null'|'{bad", ours="^400 .*is no JSON"),
    Known("a name that is taken is told as everywhere else",
          request="experiments/update", theirs="sqlite3.IntegrityError",
          ours="^400 .*RESOURCE_ALREADY_EXISTS"),
    Known("what a search's page has at most may be left out, as the client's documentation says",
          request="experiments/search {}", theirs="Invalid value 0 for parameter 'max_results'",
          ours=TAKEN),
    Known("a page token's inside is nobody's business",
          theirs="^400 .*Invalid page token", ours="^400 .*Invalid page token"),
    Known("a value of another type is told of by its type",
          theirs="Invalid value 0 for parameter 'max_results' supplied", request="1.5",
          ours="Value was of type 'float'"),
    Known("a view of runs or experiments that there is none of is refused, and not ignored",
          request="view_type", theirs=TAKEN, ours=REFUSED + ".*view_type"),
    Known("experiments may be filtered with all the words that runs may be",
          request="experiments/search.*(attr\\.| like )", theirs=REFUSED, ours=TAKEN),
    Known("a value of another type is refused, and not left out",
          theirs=TAKEN, ours=REFUSED + ".*Hint: Value was of type"),
    Known("a data set without its digest, or none, is refused, and not left out",
          request="log-inputs", theirs=TAKEN, ours=REFUSED),
    Known("a status that there is none of is refused, and not ignored",
          request="'status'", theirs=TAKEN, ours=REFUSED + ".*'status'"),
    Known("letters are told as they are", theirs=r"\\\\u00fc", ours="ü"),
    Known("a filter's error tells where it is, in the words of the grammar",
          request="'?filter'?[:=]", theirs=REFUSED, ours=REFUSED + ".*at position"),
    Known("an order's error tells where it is, in the words of the grammar",
          request="order_by", theirs=REFUSED, ours=REFUSED + ".*at position"),
]
