package io.heartwire.doctor;

import static io.heartwire.doctor.Cases.kernel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.diagnosis.Cause;
import io.heartwire.doctor.diagnosis.Doctor;
import io.heartwire.doctor.evidence.Happening.Kind;
import io.heartwire.doctor.evidence.Signal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IncidentJsonTest {
  private static Incident incident(Cases cases) {
    CaseFile file = cases.file();
    return new Incident("inc-1", "g1", file, Doctor.judge(file));
  }

  private static Stream<Cases> cases() {
    return Stream.of(
        new Cases(),
        new Cases()
            .handled("position", 1_700, 90)
            .measured(Signal.LOOP_LAG, 3_000)
            .happened(Kind.LOOP_BLOCKED, 3_000, "loop-1", "message type 'position'"),
        new Cases().suspected(0, 1, kernel(12_000, 12_000, 0, 1, 3)).beacons(true),
        new Cases().left(0, 2, DisconnectReason.RESET, 7_010, 100).reported("NO_PONG", 3));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSavedIncidentIsJudgedAsTheLiveOne(Cases cases) {
    Incident live = incident(cases);
    Incident read = IncidentJson.read(IncidentJson.write(live).toString());

    assertThat(read.diagnosis()).isEqualTo(live.diagnosis());
    assertThat(read.id()).isEqualTo("inc-1");
    assertThat(read.file().crowd()).isEqualTo(live.file().crowd());
    assertThat(IncidentJson.write(read)).isEqualTo(IncidentJson.write(live));
  }

  @Test
  void ofManyVictimsTheFirstHundredAreShownAndAllAreCounted() {
    ObjectNode json =
        IncidentJson.write(
            incident(
                new Cases()
                    .left(0, 1, DisconnectReason.FIN, 900, 5)
                    .left(0, 1, DisconnectReason.FIN, 900, 5)));
    assertThat(json.path("firstVictims")).hasSize(100);
    assertThat(json.path("victims").asInt()).isEqualTo(200);
    assertThat(json.path("cause").asText()).isEqualTo(Cause.CLIENTS_ENDED.word());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "{}",
        "{\"openedAt\":\"yesterday\",\"evidence\":{}}",
        "{\"openedAt\":\"2026-11-27T03:00:00Z\",\"evidence\":{},\"trigger\":\"boredom\"}",
        "{\"openedAt\":\"2026-11-27T03:00:00Z\",\"evidence\":{},\"trigger\":\"clock\"}",
        "{\"openedAt\":\"2026-11-27T03:00:00Z\",\"evidence\":{\"times\":[7]},\"trigger\":\"clock\","
            + "\"firstVictims\":[{\"clientId\":7}]}"
      })
  void whatIsNoIncidentIsRefusedInOneSentence(String text) {
    assertThatThrownBy(() -> IncidentJson.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("this is no incident")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
