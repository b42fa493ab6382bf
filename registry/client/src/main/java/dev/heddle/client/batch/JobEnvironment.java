package dev.heddle.client.batch;

import java.util.Map;

/**
 * What a job needs to know that must not be written down with it: it gets it by its environment.
 */
public interface JobEnvironment {
    /** The variable that holds Kafka's client settings, as a text of Java properties. */
    String KAFKA = "HEDDLE_KAFKA";

    /** The variables of a job; none if it needs none. */
    Map<String, String> variables(JobSpec spec);
}
