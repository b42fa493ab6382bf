package dev.heddle.jobs.tables;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** Where nobody knows of jobs: what they left stays for its grace. */
@DefaultBean
@Singleton
class UnknownJobs implements LiveJobs {
    @Override
    public boolean isDead(String job) {
        return false;
    }
}
