package dev.coracle.cluster;

import dev.coracle.apiserver.server.KubeApiServerMain;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.base.lifecycle.ProcessLife;
import dev.coracle.base.lifecycle.StartFailure;
import dev.coracle.controllermanager.process.ControllerManagerMain;
import dev.coracle.kubelet.KubeletMain;
import dev.coracle.scheduler.SchedulerMain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The process of {@code --one-process}: starts each component with its own flags, as its own process would. */
public final class OneProcessMain {

    private static final String COMPONENT = "--component";

    private OneProcessMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            ProcessLife life = new ProcessLife();
            life.runUntilStopped(start(List.of(args)));
        } catch (IOException | RuntimeException e) {
            System.err.println("coracle: " + StartFailure.text(e));
            System.exit(1);
        }
    }

    /** @param args the components' command lines, each introduced by {@code --component NAME} */
    public static AutoCloseable start(List<String> args) throws IOException {
        Closers closers = new Closers();
        int from = 0;
        while (from < args.size()) {
            if (!args.get(from).equals(COMPONENT) || from + 1 == args.size()) {
                throw new IllegalArgumentException("expected --component NAME, found " + args.get(from));
            }
            String name = args.get(from + 1);
            List<String> own = new ArrayList<>();
            for (from += 2; from < args.size() && !args.get(from).equals(COMPONENT); from++) {
                own.add(args.get(from));
            }
            closers.add(name, start(name, own));
        }
        return closers;
    }

    private static AutoCloseable start(String component, List<String> flags) throws IOException {
        return switch (component) {
            case "kube-apiserver" -> KubeApiServerMain.start(flags);
            case "kube-scheduler" -> SchedulerMain.start(flags);
            case "kube-controller-manager" -> ControllerManagerMain.start(flags);
            case "kubelet" -> KubeletMain.start(flags);
            default -> throw new IllegalArgumentException("there is no component " + component);
        };
    }
}
