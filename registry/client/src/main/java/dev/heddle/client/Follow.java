package dev.heddle.client;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;

/** How an endpoint chooses its version. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Follow.Alias.class, name = "alias"),
    @JsonSubTypes.Type(value = Follow.Pinned.class, name = "version"),
    @JsonSubTypes.Type(value = Follow.Rule.class, name = "rule")
})
public sealed interface Follow {
    /**
     * The version that an alias points to.
     *
     * @param alias the alias
     */
    record Alias(String alias) implements Follow {
        public Alias {
            Objects.requireNonNull(alias, "alias");
        }
    }

    /**
     * One version, until somebody says otherwise.
     *
     * @param version its number
     */
    record Pinned(int version) implements Follow {}

    /**
     * The newest version whose tags match.
     *
     * @param tags a query such as {@code team=growth and stage=prod}; empty for the newest of all
     */
    record Rule(String tags) implements Follow {
        public Rule {
            tags = tags == null ? "" : tags.strip();
        }
    }
}
