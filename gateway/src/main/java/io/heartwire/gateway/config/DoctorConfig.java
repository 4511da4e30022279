package io.heartwire.gateway.config;

/** What explains why many disconnect at once: {@code doctor.*}. */
public record DoctorConfig(
    @Key(
            value = "true",
            doc =
                "Whether evidence is collected (once a second, kept for ten minutes), incidents are"
                    + " opened, and `heartwire why` knows an answer. It takes under 1 % of a"
                    + " processor and some 12 MB.")
        boolean enabled) {}
