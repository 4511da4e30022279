package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodesCommandTest {
  private final CliFixture cli = new CliFixture();
  private FakeAdministration gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new FakeAdministration();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void nodesIsATableWithWhatIsWrongBelowIt() throws IOException {
    gateway.answers.put(
        "GET /api/v1/nodes",
        "{\"items\":[{\"node\":\"gw-a\",\"self\":true,\"incarnation\":3,\"state\":\"live\",\"clients\":7,"
            + "\"logins\":9,\"admin\":\"http://127.0.0.1:7480\"},"
            + "{\"node\":\"gw-b\",\"self\":false,\"incarnation\":1,\"state\":\"suspect\","
            + "\"detail\":\"gateway gw-b does not answer\"}],"
            + "\"total\":2,\"attached\":12,\"inGrace\":1,\"offline\":4}");
    assertThat(cli.run("nodes", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out())
        .containsPattern("gw-a \\* +live +.* 7 +9 +3 .*http://127.0.0.1:7480")
        .containsPattern("gw-b +suspect")
        .contains("gw-b: gateway gw-b does not answer")
        .contains("12 clients attached, 1 in grace, 4 offline");
    var program = new CliFixture();
    assertThat(program.run("nodes", "--json", gateway.admin())).isZero();
    assertThat(Console.JSON.readTree(program.out()).path("total").asInt()).isEqualTo(2);
  }

  @Test
  void aListNamesTheGatewaysThatDidNotSayWhatTheyHave() {
    gateway.answers.put(
        "GET /api/v1/clients?limit=100",
        "{\"items\":[],\"total\":0,\"next\":null,"
            + "\"missing\":[{\"node\":\"gw-b\",\"why\":\"gateway gw-b does not answer\"}]}");
    assertThat(cli.run("clients", gateway.admin())).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains("Without those of gw-b: gateway gw-b does not answer")
        .contains("No client is attached");
  }
}
