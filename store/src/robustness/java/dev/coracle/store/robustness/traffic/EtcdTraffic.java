package dev.coracle.store.robustness.traffic;

import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Condition;
import dev.coracle.store.robustness.model.Kv;
import dev.coracle.store.robustness.model.Request;
import java.util.List;
import java.util.Optional;

/** What etcdctl and applications do: everything the KV and lease services have, on few keys, so that they meet. */
public final class EtcdTraffic implements Traffic {

    private static final int KEYS = 12;
    private static final long LEASE_SECONDS = 100_000;
    private static final long KEEP = 40;

    private long lease;
    private long leases;

    private static String key(Client client) {
        return ROOT + "plain/" + client.random.nextInt(KEYS);
    }

    @Override
    public void next(Client client) throws InterruptedException {
        int dice = client.random.nextInt(100);
        if (dice < 30) {
            client.ask(new Request.Put(key(client), client.value(), 0));
        } else if (dice < 45) {
            client.ask(Request.get(key(client)));
        } else if (dice < 55) {
            client.ask(new Request.Delete(key(client), ""));
        } else if (dice < 80) {
            transaction(client);
        } else if (dice < 88) {
            past(client);
        } else if (dice < 96) {
            leased(client);
        } else {
            compact(client);
        }
    }

    /** Two keys at once, if one of them is what it was. */
    private static void transaction(Client client) throws InterruptedException {
        String one = key(client);
        String other = one + "+";
        Optional<Kv> now = client.page(Request.get(one)).flatMap(page -> page.kvs().stream().findFirst());
        Condition condition = switch (client.random.nextInt(4)) {
            case 0 -> Condition.version(one, now.map(Kv::version).orElse(0L));
            case 1 -> new Condition(one, Condition.Target.CREATE, Condition.Relation.GREATER, 1, "");
            case 2 -> new Condition(one, Condition.Target.VALUE, Condition.Relation.EQUAL, 0,
                    now.map(Kv::value).orElse("none"));
            default -> Condition.modified(one, now.map(Kv::mod).orElse(0L));
        };
        List<Request.Op> then = client.random.nextInt(4) == 0
                ? List.of(new Request.Delete(one, ""), new Request.Put(other, client.value(), 0), Request.get(one))
                : List.of(new Request.Put(one, client.value(), 0), new Request.Put(other, client.value(), 0),
                        Request.get(other));
        client.ask(new Request.Txn(List.of(condition), then, List.of(Request.get(one), Request.get(other))));
    }

    /** A list now, and the same some revisions ago. */
    private static void past(Client client) throws InterruptedException {
        String from = ROOT + "plain/";
        Optional<Client.Page> now = client.page(new Request.Range(from, Request.after(from), 0, 0));
        if (now.isPresent()) {
            long then = Math.max(1, now.get().revision() - client.random.nextInt(30));
            client.ask(new Request.Range(from, Request.after(from), client.random.nextInt(5), then));
        }
    }

    private void leased(Client client) throws InterruptedException {
        if (lease == 0) {
            long id = 1_000_000L * (client.number() + 1) + leases++;
            lease = client.ask(new Request.Grant(id, LEASE_SECONDS)).isPresent() ? id : 0;
            return;
        }
        boolean over = client.random.nextInt(4) == 0;
        Optional<Answer> answer = over
                ? client.ask(new Request.Revoke(lease))
                : client.ask(new Request.Put(ROOT + "leased/" + client.random.nextInt(KEYS), client.value(), lease));
        if (over || answer.isEmpty()) {
            // A lease of which the end is not known is never named again.
            lease = 0;
        }
    }

    private static void compact(Client client) throws InterruptedException {
        long revision = client.compactUpTo() - client.random.nextLong(KEEP);
        if (revision > 1) {
            client.ask(new Request.Compact(revision));
        }
    }
}
