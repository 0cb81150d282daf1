package dev.coracle.apiserver.resource.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.tree.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class PodStateTest {

    static Stream<Arguments> pods() {
        return Stream.of(Arguments.of("Pending", "0/1", "status: {phase: Pending}"),
                Arguments.of("ContainerCreating", "0/1", """
                        status: {phase: Pending, containerStatuses: [{name: a, restartCount: 0, ready: false,
                          state: {waiting: {reason: ContainerCreating}}}]}"""),
                Arguments.of("Running", "1/1", """
                        status: {phase: Running, containerStatuses: [{name: a, ready: true, state: {running: {}}}]}"""),
                Arguments.of("CrashLoopBackOff", "0/1", """
                        status: {phase: Running, containerStatuses: [{name: a, ready: false, restartCount: 4,
                          state: {waiting: {reason: CrashLoopBackOff}}}]}"""),
                Arguments.of("Completed", "0/1", """
                        status: {phase: Succeeded, containerStatuses: [{name: a, ready: false,
                          state: {terminated: {exitCode: 0, reason: Completed}}}]}"""),
                Arguments.of("ExitCode:3", "0/1", """
                        status: {phase: Failed, containerStatuses: [{name: a, ready: false,
                          state: {terminated: {exitCode: 3}}}]}"""),
                Arguments.of("Terminating", "1/1", """
                        metadata: {deletionTimestamp: "2026-01-01T00:00:00Z"}
                        status: {phase: Running, containerStatuses: [{name: a, ready: true, state: {running: {}}}]}"""),
                Arguments.of("Init:0/2", "0/1", """
                        spec: {initContainers: [{name: i}, {name: j}], containers: [{name: a}]}
                        status: {phase: Pending, initContainerStatuses: [{name: i, state: {running: {}}},
                          {name: j, state: {waiting: {reason: PodInitializing}}}]}"""),
                Arguments.of("Init:Error", "0/1", """
                        spec: {initContainers: [{name: i}], containers: [{name: a}]}
                        status: {phase: Pending, initContainerStatuses: [{name: i,
                          state: {terminated: {exitCode: 1, reason: Error}}}]}"""),
                Arguments.of("Running", "2/2",
                        """
                                spec: {initContainers: [{name: i, restartPolicy: Always}], containers: [{name: a}]}
                                status: {phase: Running, initContainerStatuses: [{name: i, started: true, ready: true,
                                  state: {running: {}}}], containerStatuses: [{name: a, ready: true, state: {running: {}}}]}"""),
                Arguments.of("SchedulingGated", "0/1", """
                        status: {phase: Pending, conditions: [{type: PodScheduled, status: "False",
                          reason: SchedulingGated}]}"""),
                Arguments.of("NodeAffinity", "0/1", "status: {phase: Failed, reason: NodeAffinity}"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void reads(String reason, String ready, String yaml) {
        String withSpec = yaml.contains("spec:") ? yaml : "spec: {containers: [{name: a}]}\n" + yaml;
        ObjectNode pod = Yaml.parseObject(withSpec.getBytes(StandardCharsets.UTF_8));
        PodState state = PodState.of(pod);
        assertEquals(reason, state.reason());
        assertEquals(ready, state.ready() + "/" + state.containers());
    }
}
