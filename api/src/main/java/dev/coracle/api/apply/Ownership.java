package dev.coracle.api.apply;

import dev.coracle.api.apply.ManagedFields.Entry;
import dev.coracle.api.apply.ManagedFields.Operation;
import dev.coracle.api.apply.ManagedFields.Owner;
import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.fields.Shape;
import dev.coracle.api.apply.fields.Values;
import dev.coracle.api.apply.merge.Comparer;
import dev.coracle.api.apply.merge.Comparison;
import dev.coracle.api.apply.merge.Merger;
import dev.coracle.api.apply.merge.OwnedFields;
import dev.coracle.api.apply.merge.Remover;
import dev.coracle.api.tree.Trees;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
        String its = Trees.string(tree, "apiVersion");
        if (version.equals(apiVersion) && (its.isEmpty() || its.equals(version))) {
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

    /**
     * Takes out what {@code last} held and nobody holds now, in three steps: all that was held is taken out; what went with it though
     * somebody holds it comes back, owners of each version being heard in theirs; and what went with it though it was never held comes
     * back. A version that is not served any more is not heard.
     */
    private ObjectNode prune(ObjectNode merged, Entry last) {
        Optional<Typed> there = last.fields().isEmpty() ? Optional.empty() : in(last.apiVersion(), merged);
        if (there.isEmpty()) {
            return merged;
        }
        Shape its = there.get().shape;
        FieldSet held = last.fields().withNamedFields(its);
        ObjectNode left = Remover.remove(there.get().tree, held, its);
        for (Map.Entry<String, FieldSet> owned : ownedByVersion(last.apiVersion()).entrySet()) {
            left = withOwned(owned.getKey(), owned.getValue(), merged, left);
        }
        Optional<Typed> kept = in(last.apiVersion(), left);
        if (kept.isEmpty()) {
            return merged;
        }
        FieldSet gone = paths(there.get().tree, its).difference(paths(kept.get().tree, its)).intersection(held);
        ObjectNode pruned = Remover.remove(there.get().tree, gone, its);
        return in(apiVersion, pruned).map(Typed::tree).orElse(merged);
    }

    /** What anybody owns; {@code first} is heard first, so that what a conversion needs is there for the others. */
    private Map<String, FieldSet> ownedByVersion(String first) {
        Map<String, FieldSet> owned = new LinkedHashMap<>();
        owned.put(first, FieldSet.EMPTY);
        entries.values().forEach(entry -> owned.merge(entry.apiVersion(), entry.fields(), FieldSet::union));
        return owned;
    }

    private ObjectNode withOwned(String version, FieldSet owned, ObjectNode merged, ObjectNode left) {
        Optional<Typed> all = in(version, merged);
        Optional<Typed> rest = in(version, left);
        if (all.isEmpty() || rest.isEmpty()) {
            return left;
        }
        Shape its = all.get().shape;
        FieldSet wanted = paths(rest.get().tree, its).union(owned.withNamedFields(its));
        return Remover.remove(all.get().tree, paths(all.get().tree, its).difference(wanted), its);
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
