package dev.coracle.store.robustness.traffic;

import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Condition;
import dev.coracle.store.robustness.model.Kv;
import dev.coracle.store.robustness.model.Request;
import java.util.List;
import java.util.Optional;

/** What a kube-apiserver does, by the calls that it makes and no others. */
public final class KubernetesTraffic implements Traffic {

    private static final String PODS = ROOT + "pods/";
    private static final String COMPACT_KEY = "compact_rev_key";
    private static final int NAMES = 15;
    private static final int PAGE = 4;
    private static final int TRIES = 5;

    private long compactVersion;
    private long compactNext;

    private static String pod(Client client) {
        return PODS + "ns" + client.random.nextInt(2) + "/pod-" + client.random.nextInt(NAMES);
    }

    @Override
    public void next(Client client) throws InterruptedException {
        int dice = client.random.nextInt(100);
        if (dice < 30) {
            write(client, pod(client), false);
        } else if (dice < 70) {
            guaranteedUpdate(client, pod(client));
        } else if (dice < 85) {
            write(client, pod(client), true);
        } else if (dice < 97) {
            list(client);
        } else {
            compact(client);
        }
    }

    /** A create, which fails if the object is there, or the deletion of what was read. */
    private static void write(Client client, String key, boolean delete) throws InterruptedException {
        if (!delete) {
            client.ask(new Request.Txn(List.of(Condition.modified(key, 0)),
                    List.of(new Request.Put(key, client.value(), 0)), List.of()));
            return;
        }
        Optional<Kv> now = read(client, key);
        if (now.isPresent()) {
            client.ask(new Request.Txn(List.of(Condition.modified(key, now.get().mod())),
                    List.of(new Request.Delete(key, "")), List.of(Request.get(key))));
        }
    }

    private static Optional<Kv> read(Client client, String key) throws InterruptedException {
        return client.page(new Request.Range(key, "", 1, 0)).flatMap(page -> page.kvs().stream().findFirst());
    }

    /** Compare and set until it holds; a lost race answers what is there now. */
    private static void guaranteedUpdate(Client client, String key) throws InterruptedException {
        Optional<Kv> now = read(client, key);
        for (int i = 0; i < TRIES && now.isPresent(); i++) {
            Optional<Answer> answer = client.ask(new Request.Txn(List.of(Condition.modified(key, now.get().mod())),
                    List.of(new Request.Put(key, client.value(), 0)), List.of(Request.get(key))));
            now = answer.flatMap(KubernetesTraffic::lost);
        }
    }

    /** What a lost race found there; empty if it was won. */
    private static Optional<Kv> lost(Answer answer) {
        return answer instanceof Answer.Done done && !done.succeeded()
                && done.results().getFirst() instanceof Answer.Result.Found found
                        ? found.kvs().stream().findFirst()
                        : Optional.empty();
    }

    /** Page by page, all at the revision of the first. */
    private static void list(Client client) throws InterruptedException {
        String from = PODS;
        long revision = 0;
        Optional<Client.Page> page;
        do {
            page = client.page(new Request.Range(from, Request.after(PODS), PAGE, revision));
            if (page.isPresent() && page.get().more()) {
                revision = revision == 0 ? page.get().revision() : revision;
                from = page.get().kvs().getLast().key() + '\0';
            }
        } while (page.isPresent() && page.get().more());
    }

    /** One of all API servers gets to compact: who finds the version of the key as it left it. */
    private void compact(Client client) throws InterruptedException {
        Optional<Answer> answer = client.ask(new Request.Txn(
                List.of(Condition.version(COMPACT_KEY, compactVersion)),
                List.of(new Request.Put(COMPACT_KEY, client.value(), 0)), List.of(Request.get(COMPACT_KEY))));
        if (answer.isEmpty() || !(answer.get() instanceof Answer.Done done)) {
            return;
        }
        if (!done.succeeded() && done.results().getFirst() instanceof Answer.Result.Found found) {
            compactVersion = found.kvs().stream().findFirst().map(Kv::version).orElse(0L);
            return;
        }
        compactVersion++;
        long upTo = Math.min(compactNext, client.compactUpTo());
        compactNext = done.revision();
        if (upTo > 1) {
            client.ask(new Request.Compact(upTo));
        }
    }
}
