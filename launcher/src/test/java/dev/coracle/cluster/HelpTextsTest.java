package dev.coracle.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.apiserver.server.KubeApiServerMain;
import dev.coracle.controllermanager.process.ControllerManagerMain;
import dev.coracle.kubelet.KubeletMain;
import dev.coracle.scheduler.SchedulerMain;
import dev.coracle.store.etcd.EtcdMain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The launchers answer {@code --help} from text files, without a JVM; those files say what the programs would. To renew them, run each main class
 * with {@code --help} into {@code launcher/src/main/dist/share/help/}.
 */
class HelpTextsTest {

    private interface Main {
        void run(String[] args) throws Exception;
    }

    @Test
    void theTextFilesSayWhatTheProgramsSay() throws Exception {
        check("kube-apiserver", KubeApiServerMain::main);
        check("kube-scheduler", SchedulerMain::main);
        check("kube-controller-manager", ControllerManagerMain::main);
        check("kubelet", KubeletMain::main);
        check("etcd", EtcdMain::main);
    }

    private static void check(String program, Main main) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            main.run(new String[]{"--help"});
        } finally {
            System.setOut(before);
        }
        String file = Files.readString(Path.of("src/main/dist/share/help", program + ".txt"));
        assertEquals(file.strip(), said.toString(StandardCharsets.UTF_8).strip(), program);
    }
}
