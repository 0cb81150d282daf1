package dev.coracle.kubelet.simulated;

import dev.coracle.base.clock.Clock;
import dev.coracle.kubelet.runtime.CommandIo;
import dev.coracle.kubelet.runtime.ContainerConfig;
import dev.coracle.kubelet.runtime.ContainerExit;
import dev.coracle.kubelet.runtime.ContainerLog;
import dev.coracle.kubelet.runtime.ContainerRuntime;
import dev.coracle.kubelet.runtime.ImagePull;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Containers made of timers: each follows its {@link Behaviour} on the clock. Takes no thread while nothing happens. */
public final class SimulatedRuntime implements ContainerRuntime {

    private final Clock clock;
    private final NodeFiles files = new NodeFiles();

    public SimulatedRuntime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String version() {
        return "simulated://0.1.0";
    }

    @Override
    public ImagePull pullImage(String image) {
        return ImageNames.pull(image);
    }

    @Override
    public RunningContainer start(ContainerConfig config, Consumer<ContainerExit> exited) {
        Container container = new Container(config, Behaviour.of(config, files), exited);
        container.proceed();
        return container;
    }

    private final class Container implements RunningContainer {
        private final Behaviour behaviour;
        private final Iterator<Behaviour.Step> steps;
        private final Consumer<ContainerExit> exited;
        private final ContainerLog log = new ContainerLog();
        private final AtomicBoolean over = new AtomicBoolean();
        private final String id;
        private final Map<String, String> environment;
        private Instant reached;

        Container(ContainerConfig config, Behaviour behaviour, Consumer<ContainerExit> exited) {
            this.behaviour = behaviour;
            this.steps = behaviour.steps().iterator();
            this.exited = exited;
            this.environment = config.environment();
            this.reached = config.started();
            String name = config.namespace() + "/" + config.pod() + "/" + config.name() + "/" + config.attempt() + "/"
                    + config.started();
            this.id = "simulated://" + HexFormat.of().formatHex(java.util.Arrays.copyOf(sha256(name), 32));
        }

        /** Takes the steps whose time has come, and sets a timer for the next. Steps of the past of a container taken over pass at once. */
        void proceed() {
            while (steps.hasNext() && !over.get()) {
                switch (steps.next()) {
                    case Behaviour.Step.Write write -> log.write(clock.now(), write.line());
                    case Behaviour.Step.Pass pass -> {
                        reached = reached.plus(pass.time());
                        Duration left = Duration.between(clock.now(), reached);
                        if (left.isPositive()) {
                            clock.schedule(left, this::proceed);
                            return;
                        }
                    }
                }
            }
            behaviour.exitCode().ifPresent(this::end);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public void stop(Duration grace) {
            end(grace.isZero() ? 137 : behaviour.stopCode());
        }

        @Override
        public ContainerLog log() {
            return log;
        }

        @Override
        public int exec(List<String> command, CommandIo io) throws IOException, InterruptedException {
            if (over.get()) {
                throw new IOException("the container is not running");
            }
            return SimulatedCommand.run(command, environment, io, clock);
        }

        private void end(int code) {
            if (over.compareAndSet(false, true)) {
                log.close();
                ContainerExit exit = new ContainerExit(code, code == 0 ? "Completed" : "Error", "", clock.now());
                clock.schedule(Duration.ZERO, () -> exited.accept(exit));
            }
        }
    }

    private static byte[] sha256(String text) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
