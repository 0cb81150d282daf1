package dev.coracle.base.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownGatesTest {

    private static Map<String, Boolean> read(String pairs) {
        return new KnownGates("kube-scheduler").read(List.of(pairs.split(",")));
    }

    @Test
    void whatIsAskedForIsToldByName() {
        assertEquals(Map.of("GangScheduling", true, "GenericWorkload", true),
                read("GangScheduling=false, GenericWorkload=T,GangScheduling=1"));
        assertEquals(Map.of("APIServerTracing", true), read("APIServerTracing=true"), "as it is locked");
        assertEquals(Map.of("AllAlpha", true), read("AllAlpha=true"));
        assertEquals(Map.of("AllBeta", false), read("AllBeta=false"));
    }

    /** The messages are those that kube-scheduler 1.36.3 gave. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "Foo=true|unrecognized feature gate: Foo",
        "GangScheduling=true,Foo=true|unrecognized feature gate: Foo",
        "=true|`unrecognized feature gate: `",
        "Foo|missing bool value for Foo",
        "Foo=bar|invalid value of Foo=bar, err: strconv.ParseBool: parsing \"bar\": invalid syntax",
        "APIServerTracing=false|cannot set feature gate APIServerTracing to false, feature is locked to true",
        "ControllerManagerReleaseLeaderElectionLockOnExit=true|"
                + "unrecognized feature gate: ControllerManagerReleaseLeaderElectionLockOnExit",
        "GangScheduling=true|GangScheduling is enabled, but depends on features that are disabled: [GenericWorkload]",
        "AllAlpha=true,AllBeta=false|["
                + "PodLevelResourceManagers is enabled, but depends on features that are disabled: [PodLevelResources], "
                + "StorageVersionAPI is enabled, but depends on features that are disabled: [APIServerIdentity], "
                + "UserNamespacesHostNetworkSupport is enabled, but depends on features that are disabled: [NodeDeclaredFeatures]]",
        "AllBeta=false,ClusterTrustBundleProjection=true|"
                + "ClusterTrustBundleProjection is enabled, but depends on features that are disabled: [ClusterTrustBundle]"})
    void whatTheOriginalRefusesIsRefused(String pairs, String why) {
        assertEquals(why, assertThrows(IllegalArgumentException.class, () -> read(pairs)).getMessage());
    }

    @Test
    void aProgramThatHasNoSwitchesLooksAtThemAllTheSame() throws FlagException {
        FlagSet flags = new FlagSet("kube-scheduler").ignoredGates();
        flags.parse(List.of("--feature-gates=AllAlpha=true", "--feature-gates", "APIResponseCompression=false"));
        assertEquals(List.of("--feature-gates"), flags.ignoredGiven());
        assertEquals("--feature-gates: unrecognized feature gate: Foo", assertThrows(FlagException.class,
                () -> flags.parse(List.of("--feature-gates=AllAlpha=true,Foo=true"))).getMessage());
    }
}
