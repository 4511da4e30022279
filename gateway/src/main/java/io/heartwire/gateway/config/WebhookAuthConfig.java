package io.heartwire.gateway.config;

import java.time.Duration;

/** Asking another system who may log in: {@code auth.webhook.*}. */
public record WebhookAuthConfig(
    @Key(
            value = "",
            doc = "Where each login is posted as JSON; see docs/security.md.",
            allowed = "an http or https URL; empty for none",
            reload = Reload.NEW_CONNECTIONS)
        String url,
    @Key(
            value = "3s",
            doc = "How long an answer may take; after it the client is told to come back later.",
            allowed = "100ms to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration timeout,
    @Key(
            value = "60s",
            doc =
                "How long a yes is good for the same client, user and credential without asking"
                    + " again. `off`: not at all. A no is never kept.",
            allowed = "off, or 100ms to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration cache,
    @Key(
            value = "",
            doc = "Sent as `Authorization: Bearer`; empty for none.",
            secret = true,
            reload = Reload.NEW_CONNECTIONS)
        String token,
    @Key(
            value = "",
            doc =
                "What requests are signed with, as those of a webhook sink are (HMAC-SHA256); empty"
                    + " for none.",
            secret = true,
            reload = Reload.NEW_CONNECTIONS)
        String secret) {

  public WebhookAuthConfig {
    Limits.time("auth.webhook.timeout", timeout, Limits.SHORTEST, Limits.LONGEST);
    Limits.offOrTime("auth.webhook.cache", cache);
  }

  /** What must hold where it is asked. */
  void check() {
    Limits.httpUrl("auth.webhook.url", url, "https://accounts.example/heartwire");
  }

  /** Without the secrets, and without the path, which may be one. */
  @Override
  public String toString() {
    return "WebhookAuthConfig[timeout=" + timeout + ", cache=" + cache + "]";
  }
}
