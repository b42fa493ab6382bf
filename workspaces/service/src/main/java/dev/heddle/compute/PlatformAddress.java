package dev.heddle.compute;

/** Where containers reach the platform. */
public interface PlatformAddress {
    /**
     * The address, {@code http://172.18.0.1:8080}. The platform answers there with the next
     * request, and asks for a token whatever mode it runs in.
     *
     * @throws dev.heddle.model.HeddleException with {@code UNAVAILABLE} if there is none
     */
    String url();
}
