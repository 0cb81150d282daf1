package dev.coracle.testing;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may know whom: think about the layers before you change a rule here. The directions are those of docs/ARCHITECTURE.md.
 */
class HouseRulesTest {

    private static final String[] LOOPS = {"dev.coracle.scheduler..", "dev.coracle.controllermanager..",
        "dev.coracle.kubelet.."};

    @SuppressWarnings("NullAway.Init")
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.coracle");
    }

    private static void check(ArchRule rule) {
        rule.check(house);
    }

    @Test
    void baseKnowsNobody() {
        check(noClasses().that().resideInAPackage("dev.coracle.base..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.api..", "dev.coracle.store..", "dev.coracle.apiserver..",
                        "dev.coracle.client..", "dev.coracle.cli..",
                        "dev.coracle.cluster..", "dev.coracle.scheduler..", "dev.coracle.controllermanager..",
                        "dev.coracle.kubelet.."));
    }

    @Test
    void apiKnowsBaseOnly() {
        check(noClasses().that().resideInAPackage("dev.coracle.api..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.store..",
                        "dev.coracle.apiserver..", "dev.coracle.client..", "dev.coracle.cli..", "dev.coracle.cluster..",
                        "dev.coracle.scheduler..",
                        "dev.coracle.controllermanager..", "dev.coracle.kubelet.."));
    }

    @Test
    void theStoreKnowsNothingOfKubernetes() {
        check(noClasses().that().resideInAPackage("dev.coracle.store..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.api..",
                        "dev.coracle.apiserver..", "dev.coracle.client.."));
    }

    @Test
    void theApiServerSeesTheStoresPortAndOnlyItsCompositionTheStore() {
        check(noClasses().that().resideInAPackage("dev.coracle.apiserver..").and()
                .resideOutsideOfPackage("dev.coracle.apiserver.server..").should()
                .dependOnClassesThat().resideInAnyPackage("dev.coracle.store", "dev.coracle.store.mvcc..",
                        "dev.coracle.store.backend..",
                        "dev.coracle.store.rocksdb..", "dev.coracle.store.remote..", "dev.coracle.store.etcd.."));
        check(noClasses().that().resideInAPackage("dev.coracle.apiserver..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.client..",
                        "dev.coracle.scheduler..", "dev.coracle.controllermanager..", "dev.coracle.kubelet..",
                        "dev.coracle.cli..", "dev.coracle.cluster.."));
    }

    @Test
    void theClientSeesNoServer() {
        check(noClasses().that().resideInAPackage("dev.coracle.client..").should().dependOnClassesThat()
                .resideInAnyPackage("dev.coracle.store..",
                        "dev.coracle.apiserver..", "dev.coracle.cli..", "dev.coracle.cluster.."));
    }

    @Test
    void theLoopsSeeTheApiServerThroughTheClientOnlyAndNotOneAnother() {
        for (String loop : LOOPS) {
            String[] others = java.util.Arrays.stream(LOOPS).filter(other -> !other.equals(loop))
                    .toArray(String[]::new);
            check(noClasses().that().resideInAPackage(loop).should().dependOnClassesThat().resideInAnyPackage(
                    "dev.coracle.store..",
                    "dev.coracle.apiserver..", "dev.coracle.cli..", "dev.coracle.cluster.."));
            check(noClasses().that().resideInAPackage(loop).should().dependOnClassesThat().resideInAnyPackage(others));
        }
    }

    @Test
    void onePackageKnowsNettyAndOneKnowsRocksDb() {
        check(noClasses().that().resideOutsideOfPackage("dev.coracle.apiserver.http..").should().dependOnClassesThat()
                .resideInAPackage("io.netty.."));
        check(noClasses().that().resideOutsideOfPackage("dev.coracle.store.rocksdb..").should().dependOnClassesThat()
                .resideInAPackage("org.rocksdb.."));
    }

    @Test
    void onePackageKnowsOpenTelemetryAndOnlyTheCompositionKnowsThatPackage() {
        String room = "dev.coracle.apiserver.tracing.otlp..";
        check(noClasses().that().resideOutsideOfPackage(room).should().dependOnClassesThat()
                .resideInAPackage("io.opentelemetry.."));
        check(noClasses().that().resideOutsideOfPackages(room, "dev.coracle.apiserver.server..").should()
                .dependOnClassesThat().resideInAPackage(room));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "api", "store", "apiserver", "client", "scheduler", "controllermanager", "kubelet"})
    void noPackageCycle(String module) {
        check(slices().matching("dev.coracle." + module + ".(**)").should().beFreeOfCycles().allowEmptyShould(true));
    }

    @Test
    void whatWaitsWaitsOnTheClock() {
        check(noClasses().that().resideOutsideOfPackage("dev.coracle.base.clock..").should()
                .callMethod(Thread.class, "sleep", long.class).orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class));
    }

    @Test
    void everyPackageSaysThatNothingIsNull() throws ClassNotFoundException {
        Set<String> without = new TreeSet<>();
        for (String name : new TreeSet<>(house.stream().map(c -> c.getPackageName()).toList())) {
            boolean generated = List.of("dev.coracle.proto").stream().anyMatch(name::startsWith);
            if (!generated && !isNullMarked(name)) {
                without.add(name);
            }
        }
        Assertions.assertEquals(Set.of(), without, "these packages have no package-info with @NullMarked");
    }

    private static boolean isNullMarked(String name) {
        try {
            for (Annotation annotation : Class.forName(name + ".package-info").getAnnotations()) {
                if (annotation.annotationType().getSimpleName().equals("NullMarked")) {
                    return true;
                }
            }
            return false;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
