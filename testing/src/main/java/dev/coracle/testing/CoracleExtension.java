package dev.coracle.testing;

import dev.coracle.client.rest.ApiClient;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link CoracleCluster}: one for all tests of a class with {@code @ExtendWith} or in a static field with
 * {@code @RegisterExtension}; one for each test in a field that is not static. Tests and life-cycle methods may take a
 * {@link CoracleCluster} or an {@link ApiClient} as a parameter. The cluster is closed with the class or the test.
 */
public final class CoracleExtension
        implements
            BeforeAllCallback,
            BeforeEachCallback,
            AfterEachCallback,
            ParameterResolver {

    private static final Set<Class<?>> TYPES = Set.of(CoracleCluster.class, ApiClient.class);

    private static final String BEFORE = "state before the test";

    private final CoracleCluster.Builder builder;
    private final boolean rewinds;

    /** A cluster with one node. */
    public CoracleExtension() {
        this(CoracleCluster.builder());
    }

    /** Clusters as this builder makes them. */
    public CoracleExtension(CoracleCluster.Builder builder) {
        this(builder, false);
    }

    private CoracleExtension(CoracleCluster.Builder builder, boolean rewinds) {
        this.builder = builder;
        this.rewinds = rewinds;
    }

    /**
     * All tests that share a cluster begin with the same state: after each, the cluster goes back to what it was before that test's own
     * methods, as {@code @BeforeAll} left it. A cluster for every test, at the price of one. Not for tests that run at the same time.
     */
    public CoracleExtension rewindAfterEach() {
        return new CoracleExtension(builder, true);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        cluster(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        CoracleCluster cluster = cluster(context);
        if (rewinds) {
            store(context).put(BEFORE, cluster.snapshot());
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        ClusterSnapshot before = store(context).remove(BEFORE, ClusterSnapshot.class);
        if (before != null) {
            cluster(context).rewindTo(before);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        CoracleCluster cluster = cluster(context);
        return parameter.getParameter().getType() == ApiClient.class ? cluster.client() : cluster;
    }

    /** The one of this context or of those around it, such as the class of a nested one; else a new one, which goes with this context. */
    private CoracleCluster cluster(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(Running.class, key -> start(), Running.class).cluster();
    }

    private ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(ExtensionContext.Namespace.create(CoracleExtension.class, this));
    }

    private Running start() {
        try {
            return new Running(builder.start());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("the test's cluster did not start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the test's cluster started", e);
        }
    }

    /** What JUnit closes with the context that it was made for. */
    private record Running(CoracleCluster cluster) implements AutoCloseable {
        @Override
        public void close() {
            cluster.close();
        }
    }
}
