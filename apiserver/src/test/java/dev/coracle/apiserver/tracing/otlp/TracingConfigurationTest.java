package dev.coracle.apiserver.tracing.otlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of {@code --tracing-config-file}; errors are those with which kube-apiserver 1.36.3 refuses to start. */
class TracingConfigurationTest {

    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private TracingConfiguration read(String text) throws IOException {
        return TracingConfiguration.read(Files.writeString(folder.resolve("tracing.yaml"), text));
    }

    private String refusal(String text) {
        return String.valueOf(assertThrows(IOException.class, () -> read(text)).getMessage());
    }

    @Test
    void saysWhereToAndHowMany() throws IOException {
        assertEquals(new TracingConfiguration("collector:1234", 100),
                read(HEAD + "endpoint: collector:1234\nsamplingRatePerMillion: 100\n"));
        assertEquals(new TracingConfiguration("localhost:4317", 0), read(HEAD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "endpoint: localhost:4317\n",
        "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: TracingConfiguration\n",
        "apiVersion: apiserver.config.k8s.io/v1alpha1\nkind: TracingConfiguration\n"})
    void theOriginalTakesTheseToo(String text) throws IOException {
        assertEquals(new TracingConfiguration("localhost:4317", 0), read(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "samplingRatePerMillion: -1 | samplingRatePerMillion: Invalid value: -1: sampling rate must be positive",
        "samplingRatePerMillion: 1000001 | samplingRatePerMillion: Invalid value: 1000001: sampling rate per million must be less than or equal to one million",
        "endpoint: http://localhost:4317 | endpoint: Invalid value: \"http://localhost:4317\": unsupported scheme: http.  Options are none, dns, unix, or unix-abstract.  See https://github.com/grpc/grpc/blob/master/doc/naming.md"})
    void valuesThatMeanNothing(String line, String why) {
        assertEquals("failed to validate tracing configuration: " + why, refusal(HEAD + line + "\n"));
    }

    @Test
    void aHostIsCalledAsTheOriginalCallsIt() {
        assertEquals("apiserver-wlv32tlttr4jl3gtroqexyxapa", InstanceId.of("vm"));
    }

    @Test
    void severalMistakesAtOnce() {
        assertEquals(
                "failed to validate tracing configuration: [samplingRatePerMillion: Invalid value: -5: sampling rate must be positive, endpoint: Invalid value: \"http://x\": unsupported scheme: http.  Options are none, dns, unix, or unix-abstract.  See https://github.com/grpc/grpc/blob/master/doc/naming.md]",
                refusal(HEAD + "endpoint: http://x\nsamplingRatePerMillion: -5\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"nothing: 1 | strict decoding error: unknown field \"nothing\"",
        "samplingRatePerMillion: 3000000000 | json: cannot unmarshal number 3000000000 into Go struct field TracingConfiguration.TracingConfiguration.samplingRatePerMillion of type int32",
        "samplingRatePerMillion: x | json: cannot unmarshal string into Go struct field TracingConfiguration.TracingConfiguration.samplingRatePerMillion of type int32",
        "endpoint: [a] | json: cannot unmarshal array into Go struct field TracingConfiguration.TracingConfiguration.endpoint of type string"})
    void whatCanNotBeDecoded(String line, String why) {
        assertEquals("failed to read tracing config: unable to decode tracing configuration data: " + why,
                refusal(HEAD + line + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiVersion: apiserver.config.k8s.io/v2\nkind: TracingConfiguration\n",
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n", "hello\n", "endpoint: [\n",
        HEAD + "endpoint: a:1\nendpoint: b:2\n"})
    void whatIsNoSuchFile(String text) {
        assertTrue(refusal(text)
                .startsWith("failed to read tracing config: unable to decode tracing configuration data: "));
    }

    @Test
    void aFileThatIsNotThere() {
        Path absent = folder.resolve("absent.yaml");
        assertEquals(
                "failed to read tracing config: unable to read tracing configuration from \"" + absent + "\": open "
                        + absent + ": no such file or directory",
                assertThrows(IOException.class, () -> TracingConfiguration.read(absent)).getMessage());
    }
}
