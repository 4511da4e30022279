package io.heartwire.gateway.health;

/** Asks the rules about one status of one client; the answers go back to where they are owned. */
final class Examination implements Runnable {
  private final ClientHealth client;
  private final Rules rules;
  private final ClientStatus status;
  private boolean refused;

  Examination(ClientHealth client, Rules rules, ClientStatus status) {
    this.client = client;
    this.rules = rules;
    this.status = status;
  }

  /** There was no room for it: on the thread that asked. */
  void refuse() {
    refused = true;
  }

  boolean isRefused() {
    return refused;
  }

  Rules rules() {
    return rules;
  }

  ClientStatus status() {
    return status;
  }

  @Override
  public void run() {
    Answers answers = rules.ask(status);
    client.owner().onLoop(() -> client.examined(this, answers));
  }
}
