package dev.coracle.store.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdVersionTest {

    @ParameterizedTest
    @CsvSource({"3.4.23, false", "3.4.31, true", "3.5.12, false", "3.5.13, true", "3.6.0, true", "3.7.0-rc.1, true",
        "4.0, true", "3.3.99, false", "not a version, false"})
    void progressIsAskedForOnlyWhereItIsReliable(String version, boolean tells) {
        assertEquals(tells, EtcdVersion.parse(version).tellsProgress());
    }
}
