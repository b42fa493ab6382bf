package dev.heddle.platform;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heddle.client.HeddleJson;
import dev.heddle.runtime.ModelRuntime;
import dev.heddle.runtime.OnlineFeatures;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Beans that the services share. */
final class Wiring {
    @Produces
    @Singleton
    ModelRuntime modelRuntime(OnlineFeatures features) {
        return new ModelRuntime(features);
    }

    void close(@Disposes ModelRuntime runtime) {
        runtime.close();
    }

    @Produces
    @Singleton
    ObjectMapperCustomizer json() {
        return new ObjectMapperCustomizer() {
            @Override
            public void customize(ObjectMapper mapper) {
                HeddleJson.configure(mapper);
            }
        };
    }
}
