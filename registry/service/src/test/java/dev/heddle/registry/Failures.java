package dev.heddle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.model.ErrorCode;
import dev.heddle.model.HeddleException;
import org.assertj.core.api.AbstractComparableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What calls fail with. */
public final class Failures {
    private Failures() {}

    /** The code of the failure that the call must end with. */
    /** Asserts on the code that a call fails with. */
    public static AbstractComparableAssert<?, ErrorCode> assertCode(ThrowingCallable call) {
        HeddleException failure = catchThrowableOfType(HeddleException.class, call);
        assertThat(failure).as("the call's failure").isNotNull();
        return assertThat(failure.code()).as(failure.getMessage());
    }
}
