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
        patterns = (self.request, self.theirs, self.ours)
        return all(
            re.search(pattern, text, re.DOTALL)
            for pattern, text in zip(patterns, (request, theirs, ours)))


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
    Known("an infinity is kept, and not made the greatest number that there is",
          theirs="1.7976931348623157e\\+308", ours="Infinity"),
    Known("a tag that no other request would take is refused when a run is made, too",
          request="runs/create.*a.b", theirs=TAKEN, ours=REFUSED),
    Known("a run that is not there has no history that is empty",
          request="get-history.*0000", theirs="^200 {}", ours="^404 .*RESOURCE_DOES_NOT_EXIST"),
    Known("a limit is told with what it is", request="max_results",
          theirs="Hint: Value was of type '(int|str)'", ours="It must be at most"),
    Known("a page of no results, or fewer, is refused everywhere",
          request="(models|versions)/search.*max_results'?[:=] ?(0|-1)", theirs=TAKEN,
          ours=REFUSED + ".*must be a positive integer"),
    Known("an empty text is no number",
          request="'value': ''", theirs="Missing value", ours="Value was of type 'str'"),
    Known("one text is a list of one, as it is in an address",
          request="'(experiment_ids|stages)': 'a'", theirs="Value was of type 'str'",
          ours="Invalid (experiment ID|Model Version stage)"),
    Known("an experiment without an id is the default one",
          request="'experiment_ids'", theirs="Invalid experiment ID ''", ours=TAKEN),
    Known("quotes are as they are", request="\"a'b\"", theirs="Invalid model name",
          ours="Invalid model name"),
    Known("the address says which model it is", request="^PATCH logged-models/",
          theirs="Missing value for required parameter 'model_id'", ours=TAKEN),
    Known("what is to be ordered by must be told",
          request="order_by", theirs="Invalid order by field name: ", ours=REFUSED),
    Known("a digest without a name is refused, as MLflow's own documentation says",
          request="dataset_digest", theirs=TAKEN, ours=REFUSED),
    Known("a page token is not tied to the search that gave it",
          request="page_token", theirs="in the page token does not match", ours=TAKEN),
    Known("a filter of spaces is an empty one", request="'filter': ' '", theirs=REFUSED,
          ours=TAKEN),
    Known("a number may have a plus", request="< .2'", theirs=REFUSED, ours=TAKEN),
    Known("a condition that is not there is not left out",
          request="metrics\\. >", theirs=TAKEN, ours=REFUSED + ".*at position"),
    Known("an upload is answered with an object, as MLflow's documentation says",
          request="^PUT /api", theirs="^200 $", ours="^200 {}"),
    Known("uploads in parts need no cloud here", request="mpu/", theirs="^501 ",
          ours="^(200|400|404) "),
    Known("a mark of an address that is quoted is one of a name",
          request="path=#", theirs=TAKEN, ours=TAKEN),
    Known("a name that was quoted twice is a name", request="list.*path=%2e%2e$",
          theirs="Invalid path", ours="^200 "),
    Known("a backslash is never in a path", request=r"path=a\\", theirs=TAKEN, ours=REFUSED),
    Known("every file of the platform may be registered by who may read it",
          request="-elsewhere.*'mlflow-artifacts:/999", theirs=REFUSED, ours=TAKEN),
    Known("a source says which logged model it is",
          request="'alike-of-models', 'source': 'models:/", theirs=REFUSED, ours=TAKEN),
    Known("a version has a place of its own",
          request="get-download-uri", theirs=TAKEN, ours=TAKEN),
    Known("an address of somewhere else is refused whatever it begins with",
          request="'source': '(ftp|http|file):", theirs=REFUSED, ours=REFUSED),
    Known("models may be ordered by when they were made, too",
          request="order_by=creation_timestamp", theirs=REFUSED, ours=TAKEN),
    Known("versions may be filtered with all the words that runs may be",
          request="filter=attributes.name", theirs=REFUSED, ours=TAKEN),
    Known("a version that is missing is missing", request="get-download-uri",
          theirs="must be an integer, got ''", ours="Missing value"),
    Known("an error of a filter or an order tells where it is, in the words of the grammar",
          request="'?(filter|order_by)'?[:=]", theirs=REFUSED, ours=REFUSED + ".*at position"),
]
