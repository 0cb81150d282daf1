package dev.coracle.api.apply;

import dev.coracle.api.apply.ManagedFields.Entry;
import dev.coracle.api.apply.ManagedFields.Operation;
import dev.coracle.api.apply.ManagedFields.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rules of ownership in one request: whoever changes a field owns it and nobody else does; whoever applies owns what is applied, and
 * what was applied before and is not now goes unless somebody else owns it. Knows nothing of Kubernetes but versions. Source:
 * structured-merge-diff's Updater. Used once, by one thread.
 */
final class Ownership {

    private final String apiVersion;
    private final Shape shape;
    private final FieldSet ignored;
    private final Versions versions;
    private final Map<Owner, Entry> entries;

    /** @param entries of the live object; changed in place */
    Ownership(String apiVersion, Shape shape, FieldSet ignored, Versions versions, Map<Owner, Entry> entries) {
        this.apiVersion = apiVersion;
        this.shape = shape;
        this.ignored = ignored;
        this.versions = versions;
        this.entries = entries;
    }

    private record Typed(ObjectNode tree, Shape shape) {}

    private Optional<Typed> in(String version, ObjectNode tree) {
        if (version.equals(apiVersion)) {
            return Optional.of(new Typed(tree, shape));
        }
        return versions.convert(tree, version).map(other -> new Typed(other.object(), Shape.of(other.schema())));
    }

    /** Takes from all owners what changes between the trees, and answers what changed. */
    FieldSet update(ObjectNode before, ObjectNode after) {
        reconcile();
        Comparison changes = take(before, after, Optional.empty(), true);
        return changes.changed().without(ignored);
    }

    /** What applying gave. */
    record Applied(ObjectNode tree, boolean changed) {}

    /** Applies {@code config} over {@code live}; entries are then as after it. @throws ConflictException unless forced */
    Applied apply(ObjectNode live, ObjectNode config, Owner applier, boolean force) {
        reconcile();
        ObjectNode merged = Merger.merge(live, config, shape);
        Optional<Entry> last = Optional.ofNullable(entries.get(applier));
        FieldSet owned = OwnedFields.of(config, shape).without(ignored);
        entries.put(applier, new Entry(owned, apiVersion, last.flatMap(Entry::time)));
        ObjectNode pruned = last.isPresent() ? prune(merged, last.get()) : merged;
        take(live, pruned, Optional.of(applier), force);
        return new Applied(pruned, !Values.equal(live, pruned));
    }

    /** @param self keeps what it has, and is not in conflict with itself */
    private Comparison take(ObjectNode before, ObjectNode after, Optional<Owner> self, boolean force) {
        Comparison changes = Comparer.compare(before, after, shape).without(ignored);
        Map<String, Optional<Comparison>> byVersion = new HashMap<>();
        byVersion.put(apiVersion, Optional.of(changes));
        Map<Owner, FieldSet> conflicts = new HashMap<>();
        Map<Owner, FieldSet> lost = new HashMap<>();
        Set<Owner> obsolete = new HashSet<>();
        entries.forEach((owner, entry) -> {
            if (self.filter(owner::equals).isPresent()) {
                return;
            }
            Optional<Comparison> here = byVersion.computeIfAbsent(entry.apiVersion(),
                    version -> compareIn(version, before, after));
            if (here.isEmpty()) {
                obsolete.add(owner);
                return;
            }
            FieldSet conflict = entry.fields().intersection(here.get().changed());
            if (!conflict.isEmpty()) {
                conflicts.put(owner, conflict);
            }
            lost.put(owner, conflict.union(here.get().removed()));
        });
        if (!force && !conflicts.isEmpty()) {
            throw new ConflictException(conflicts);
        }
        entries.keySet().removeAll(obsolete);
        lost.forEach((owner, fields) -> entries.computeIfPresent(owner,
                (same, entry) -> entry.withFields(entry.fields().difference(fields))));
        entries.values().removeIf(entry -> entry.fields().isEmpty());
        return changes;
    }

    private Optional<Comparison> compareIn(String version, ObjectNode before, ObjectNode after) {
        Optional<Typed> old = in(version, before);
        Optional<Typed> now = in(version, after);
        if (old.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Comparer.compare(old.get().tree, now.get().tree, now.get().shape).without(ignored));
    }

    /** Takes out what {@code last} held and nobody holds now. */
    private ObjectNode prune(ObjectNode merged, Entry last) {
        if (last.fields().isEmpty() || !last.apiVersion().equals(apiVersion)) {
            // Applied in another version before: what it left behind there cannot be named here.
            return last.fields().isEmpty() ? merged : pruneIn(last, merged);
        }
        return prune(new Typed(merged, shape), last.fields(), ownedIn(apiVersion));
    }

    private ObjectNode pruneIn(Entry last, ObjectNode merged) {
        return in(last.apiVersion(), merged).map(there -> {
            ObjectNode pruned = prune(there, last.fields(), OwnedFields.of(there.tree, there.shape)
                    .intersection(
                            ownedIn(last.apiVersion()).union(everythingOwnedElsewhere(there, last.apiVersion()))));
            return versions.convert(pruned, apiVersion).map(Versions.Versioned::object).orElse(merged);
        }).orElse(merged);
    }

    /** All paths that anybody owns in a version. */
    private FieldSet ownedIn(String version) {
        return entries.values().stream().filter(entry -> entry.apiVersion().equals(version)).map(Entry::fields)
                .reduce(FieldSet.EMPTY, FieldSet::union);
    }

    /** Paths of the tree; kept where an entry in another version may stand for them, since taking too little is the safe side. */
    private FieldSet everythingOwnedElsewhere(Typed tree, String version) {
        boolean elsewhere = entries.values().stream().anyMatch(entry -> !entry.apiVersion().equals(version));
        return elsewhere ? OwnedFields.of(tree.tree, tree.shape) : FieldSet.EMPTY;
    }

    /**
     * In three steps: all that was held is taken out; what goes with it though somebody holds it comes back; and what goes with it though
     * it was never held comes back.
     */
    private ObjectNode prune(Typed merged, FieldSet last, FieldSet owned) {
        Shape its = merged.shape;
        FieldSet held = last.withNamedFields(its);
        FieldSet all = OwnedFields.of(merged.tree, its).withNamedFields(its);
        FieldSet left = paths(Remover.remove(merged.tree, held, its), its);
        FieldSet wanted = left.union(owned.withNamedFields(its));
        FieldSet leftWithOwned = paths(Remover.remove(merged.tree, all.difference(wanted), its), its);
        return Remover.remove(merged.tree, all.difference(leftWithOwned).intersection(held), its);
    }

    private static FieldSet paths(ObjectNode tree, Shape shape) {
        return OwnedFields.of(tree, shape).withNamedFields(shape);
    }

    /** Where the schema now says that something is owned as a whole, and an entry was written when it did not, brings the entry in line. */
    private void reconcile() {
        entries.replaceAll((owner, entry) -> entry.apiVersion().equals(apiVersion)
                ? entry.withFields(entry.fields().collapsed(shape))
                : entry);
    }

    /** Adds to what an updater holds. */
    void give(Owner owner, FieldSet fields, Instant now) {
        Entry entry = entries.getOrDefault(owner, new Entry(FieldSet.EMPTY, apiVersion, Optional.empty()));
        entries.put(owner, new Entry(fields.union(entry.fields()), apiVersion, entry.time()).withTime(now));
    }

    /** Merges the oldest updaters of a version into one that is called {@code name} until there are at most {@code limit}. */
    void cap(int limit, String name) {
        List<Owner> updaters = new ArrayList<>(
                entries.keySet().stream().filter(owner -> owner.operation() == Operation.UPDATE).toList());
        if (updaters.size() <= limit) {
            return;
        }
        updaters.sort(Comparator
                .<Owner, Instant>comparing(
                        owner -> entryOf(owner).time().orElse(Instant.EPOCH))
                .thenComparing(Owner.ORDER));
        Map<String, Owner> first = new HashMap<>();
        int size = updaters.size();
        for (Owner owner : updaters) {
            if (size <= limit) {
                return;
            }
            Entry entry = entryOf(owner);
            Owner known = first.putIfAbsent(entry.apiVersion(), owner);
            if (known == null) {
                continue;
            }
            Owner bucket = new Owner(name, Operation.UPDATE, entry.apiVersion(), "");
            if (!entries.containsKey(bucket)) {
                entries.put(bucket, entryOf(known));
                entries.remove(known);
            }
            entries.put(bucket, new Entry(entry.fields().union(entryOf(bucket).fields()), entry.apiVersion(),
                    entry.time()));
            entries.remove(owner);
            size--;
        }
    }

    private Entry entryOf(Owner owner) {
        return entries.getOrDefault(owner, new Entry(FieldSet.EMPTY, owner.apiVersion(), Optional.empty()));
    }
}
