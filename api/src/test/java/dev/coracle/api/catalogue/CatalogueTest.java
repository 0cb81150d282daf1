package dev.coracle.api.catalogue;

import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.naming.GroupVersionResource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.schema.Schema;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {

    private static final Catalogue CATALOGUE = Catalogue.builtIn();

    @Test
    void knowsWhatDiscoverySays() {
        ResourceInfo deployments = CATALOGUE.find(new GroupVersionResource("apps", "v1", "deployments")).orElseThrow();
        assertEquals("Deployment", deployments.kind());
        assertTrue(deployments.namespaced());
        assertTrue(deployments.shortNames().contains("deploy"));
        assertTrue(deployments.subresource("scale").isPresent());
        assertEquals(deployments, CATALOGUE.find(new GroupVersionKind("apps", "v1", "Deployment")).orElseThrow());
    }

    @Test
    void everyResourceHasASchema() {
        CATALOGUE.resources().forEach(
                resource -> assertEquals(Schema.Type.OBJECT, CATALOGUE.schema(resource.groupVersionKind()).type()));
    }

    /** Each definition can be walked to the bottom of its fields, and those that contain themselves do not hang. */
    @Test
    void everyReferenceLeadsSomewhere() {
        for (String name : CATALOGUE.definitionNames()) {
            CATALOGUE.definition(name).orElseThrow().properties().forEach((field, schema) -> {
                schema.refName().ifPresent(ref -> assertTrue(CATALOGUE.definition(ref).isPresent(), ref));
                schema.items().ifPresent(Schema::properties);
                schema.additionalProperties().ifPresent(Schema::properties);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"autoscaling,v1,Scale", "policy,v1,Eviction", "authentication.k8s.io,v1,TokenRequest", "'',v1,PodList",
        "'',v1,DeleteOptions", "'',v1,Status"})
    void knowsKindsThatAreNoResources(String group, String version, String kind) {
        assertTrue(CATALOGUE.definitionName(new GroupVersionKind(group, version, kind)).isPresent());
    }

    @Test
    void aKindThatIsNotThereIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> CATALOGUE.schema(new GroupVersionKind("x", "v1", "Y")));
    }

    @Test
    void listsSayHowTheyAreMerged() {
        Schema spec = CATALOGUE.definition("io.k8s.api.core.v1.PodSpec").orElseThrow();
        Schema containers = spec.property("containers").orElseThrow();
        assertEquals(Schema.ListType.MAP, containers.listType());
        assertEquals("name", containers.patchMergeKey());
        assertEquals(Set.of("merge"), containers.patchStrategy());
        assertEquals(Set.of("merge", "retainKeys"), spec.property("volumes").orElseThrow().patchStrategy());
        assertEquals(Schema.MapType.ATOMIC, spec.property("nodeSelector").orElseThrow().mapType());
    }
}
