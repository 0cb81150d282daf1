package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.request.RequestContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is peculiar to one kind, declared: its defaults beyond the schema, what the server sets, what is checked, what can be selected
 * and printed. The verbs ask these rules and nothing else; whatever is not declared here is common to all kinds. Immutable; all functions
 * work on the storage version unless said otherwise, and are safe for use by any number of threads.
 */
public final class KindRules {

    /** Fills in what a client left out. Idempotent; runs on what comes from clients and after patches and mutating admission. */
    @FunctionalInterface
    public interface Defaults {
        void apply(ObjectNode object);
    }

    /** Sets what only the server sets, before a new object is validated. */
    @FunctionalInterface
    public interface PrepareCreate {
        void prepare(RequestContext context, ObjectNode object);
    }

    /** Puts back what a client may not change, before a changed object is validated. */
    @FunctionalInterface
    public interface PrepareUpdate {
        void prepare(RequestContext context, ObjectNode object, ObjectNode old);
    }

    @FunctionalInterface
    public interface Validate {
        void validate(ObjectNode object, FieldErrors errors);
    }

    /** Checks an object, of which some values of an old one may stay that would not do in a new one. */
    @FunctionalInterface
    public interface ValidateBeside {
        void validate(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors);

        /** Checks a new one. */
        default void validate(ObjectNode object, FieldErrors errors) {
            validate(object, Optional.empty(), errors);
        }
    }

    /** Checks a new object against others, such as the namespace that it is for. */
    @FunctionalInterface
    public interface ValidateAmong {
        void validate(Objects objects, ObjectNode object, FieldErrors errors);
    }

    @FunctionalInterface
    public interface ValidateUpdate {
        void validate(ObjectNode object, ObjectNode old, FieldErrors errors);
    }

    /** Checks an object against what it was, where there was something; {@code errors} holds what is wrong already. */
    @FunctionalInterface
    public interface ValidateChange {
        void validate(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings);
    }

    /** Tells of what works but should not be done. */
    @FunctionalInterface
    public interface Warn {
        void warn(ObjectNode object, Consumer<String> warnings);
    }

    /** How long a deleted object stays to wind up: seconds, 0 for at once. */
    @FunctionalInterface
    public interface GracePeriod {
        /** @param requested what the DeleteOptions ask for */
        long seconds(ObjectNode object, Optional<Long> requested);
    }

    /**
     * Takes something out of a pool for an object (a service's addresses and ports) after validation and before the write; may set fields.
     * The answer undoes it if the write fails. Released on deletion by {@link Release}.
     */
    @FunctionalInterface
    public interface Reserve {
        Runnable reserve(Objects objects, ObjectNode object, Optional<ObjectNode> old);
    }

    /** Shows, in the answer to a dry run, what {@link Reserve} would give an object; takes nothing. */
    @FunctionalInterface
    public interface Rehearse {
        void rehearse(ObjectNode object, Optional<ObjectNode> old);
    }

    /** Gives back what a deleted object held. */
    @FunctionalInterface
    public interface Release {
        void release(Objects objects, ObjectNode object);
    }

    /**
     * How often an update's metadata is looked at.
     *
     * @param updates for what may not change, and for what labels, annotations and owners must be
     * @param wholes as that of a new object
     */
    public record MetadataChecks(int updates, int wholes) {}

    /** When {@code metadata.generation} counts up. */
    public enum Generation {
        /** The kind has none. */
        NONE,
        /** When spec changes. */
        SPEC,
        /** When anything but metadata and status changes. */
        CONTENT,
        /** When anything but metadata changes. */
        ALL
    }

    /** An update of a part of the object by a path of its own: status, approval, ephemeralcontainers, resize, finalize. */
    public record PartUpdate(String name, PrepareUpdate prepare, ValidateUpdate validate) {}

    /** Where the scale subresource finds its numbers; dotted paths. Source: apiextensions/v1 CustomResourceSubresourceScale. */
    public record Scale(String specReplicas, String statusReplicas, String labelSelector) {}

    private final Builder b;
    private final ValidateBeside validate;
    private final Map<String, Function<ObjectNode, String>> selectableFields;
    private final List<Column> columns;
    private final Map<String, PartUpdate> parts;

    private KindRules(Builder builder, ValidateBeside validate, Map<String, PartUpdate> parts) {
        this.b = builder;
        this.validate = validate;
        this.selectableFields = Map.copyOf(builder.selectableFields);
        this.columns = List.copyOf(builder.columns);
        this.parts = Map.copyOf(parts);
    }

    /** The same, with another check after the kind's own. @param through the parts that are looked at too when they are written */
    public KindRules alsoChecking(Validate check, Set<String> through) {
        Map<String, PartUpdate> checked = new LinkedHashMap<>(parts);
        checked.replaceAll((name, part) -> !through.contains(name)
                ? part
                : new PartUpdate(name, part.prepare(), (object, old, errors) -> {
                    part.validate().validate(object, old, errors);
                    check.validate(object, errors);
                }));
        return new KindRules(b, (object, old, errors) -> {
            validate.validate(object, old, errors);
            check.validate(object, errors);
        }, checked);
    }

    public static Builder of(String group, String kind) {
        return new Builder(new GroupKind(group, kind));
    }

    public GroupKind kind() {
        return b.kind;
    }

    public Function<String, List<String>> nameRule() {
        return b.nameRule;
    }

    public List<Defaults> defaults() {
        return b.defaults;
    }

    /** Takes out what no open feature gate lets in; runs before anything is prepared, on new and on changed objects. */
    public Defaults disabledFields() {
        return b.disabledFields;
    }

    public PrepareCreate prepareCreate() {
        return b.prepareCreate;
    }

    public PrepareUpdate prepareUpdate() {
        return b.prepareUpdate;
    }

    public ValidateBeside validate() {
        return validate;
    }

    /** Runs first of all checks, for new objects only. */
    public ValidateAmong validateAmong() {
        return b.validateAmong;
    }

    /** Whether an update is checked for what may not change first, and only then as a whole; clients see the order. */
    public boolean changesFirst() {
        return b.changesFirst;
    }

    /** How often the original's checks of an update look at the metadata; clients see each error as often. */
    public MetadataChecks metadataChecks() {
        return b.metadataChecks;
    }

    /**
     * Whether a finalizer must have a domain unless it is one of Kubernetes' own. So it is for kinds that the original checks with the core
     * group's rules for metadata; those of apimachinery let plain names through.
     */
    public boolean finalizersNeedDomain() {
        return b.finalizersNeedDomain;
    }

    public ValidateUpdate validateUpdate() {
        return b.validateUpdate;
    }

    /** Runs last of all checks, for writes of the whole object and of its status. */
    public ValidateChange validateChange() {
        return b.validateChange;
    }

    public Warn warn() {
        return b.warn;
    }

    /** Whether only new objects are warned about. */
    public boolean warnsOfNewOnly() {
        return b.warnsOfNewOnly;
    }

    public Optional<GracePeriod> gracePeriod() {
        return b.gracePeriod;
    }

    public Reserve reserve() {
        return b.reserve;
    }

    public Rehearse rehearse() {
        return b.rehearse;
    }

    public Release release() {
        return b.release;
    }

    public Generation generation() {
        return b.generation;
    }

    /** Whether status is written by its own path only. */
    public boolean statusApart() {
        return parts.containsKey("status");
    }

    public Optional<PartUpdate> part(String subresource) {
        return Optional.ofNullable(parts.get(subresource));
    }

    public Optional<Scale> scale() {
        return b.scale;
    }

    /** Beyond metadata.name and metadata.namespace, which all kinds have. */
    public Map<String, Function<ObjectNode, String>> selectableFields() {
        return selectableFields;
    }

    /** Empty for the common two, Name and Age (Created At in 1.36). */
    public List<Column> columns() {
        return columns;
    }

    /** In which order a table has its rows; empty for the order of the list. */
    public Optional<Comparator<ObjectNode>> rowOrder() {
        return b.rowOrder;
    }

    /** Annotations that stand for a field of older versions; whoever asks for metadata alone does not see them. */
    public Set<String> annotationsForFields() {
        return b.annotationsForFields;
    }

    /** Whether a PUT of what does not exist creates it. */
    public boolean createOnUpdate() {
        return b.createOnUpdate;
    }

    /** Whether an update without a resourceVersion is taken. */
    public boolean unconditionalUpdate() {
        return b.unconditionalUpdate;
    }

    /** Whether dependents are orphaned when a client deletes without a policy (replication controllers, jobs). */
    public boolean orphansByDefault() {
        return b.orphansByDefault;
    }

    /** Seconds after which an object goes by itself (events), 0 for never. */
    public long timeToLiveSeconds() {
        return b.timeToLiveSeconds;
    }

    /** Whether a new object keeps the status that its creator gave it (nodes), though later only {@code /status} writes it. */
    public boolean statusOnCreate() {
        return b.statusOnCreate;
    }

    /** What every request for the kind is warned of, where the kind itself is on its way out. */
    public Optional<String> deprecation() {
        return b.deprecation;
    }

    /** Fields that ownership tracking leaves out of a plain write because the server puts them back: dotted paths; {@code status} is implied. */
    public List<String> resetFields() {
        return b.resetFields;
    }

    /** Declares the rules of a kind. Not safe for use by several threads. */
    public static final class Builder {
        private final GroupKind kind;
        private Function<String, List<String>> nameRule = dev.coracle.api.validation.Names::dnsSubdomain;
        private final List<Defaults> defaults = new ArrayList<>();
        private Defaults disabledFields = object -> {};
        private PrepareCreate prepareCreate = (context, object) -> {};
        private PrepareUpdate prepareUpdate = (context, object, old) -> {};
        private ValidateBeside validate = (object, old, errors) -> {};
        private ValidateAmong validateAmong = (objects, object, errors) -> {};
        private boolean changesFirst;
        private MetadataChecks metadataChecks = new MetadataChecks(2, 1);
        private boolean finalizersNeedDomain = true;
        private ValidateUpdate validateUpdate = (object, old, errors) -> {};
        private ValidateChange validateChange = (object, old, errors, warnings) -> {};
        private Warn warn = (object, warnings) -> {};
        private boolean warnsOfNewOnly;
        private Optional<GracePeriod> gracePeriod = Optional.empty();
        private Reserve reserve = (objects, object, old) -> () -> {};
        private Rehearse rehearse = (object, old) -> {};
        private Release release = (objects, object) -> {};
        private Generation generation = Generation.NONE;
        private Optional<Scale> scale = Optional.empty();
        private final Map<String, Function<ObjectNode, String>> selectableFields = new LinkedHashMap<>();
        private final List<Column> columns = new ArrayList<>();
        private final Map<String, PartUpdate> parts = new LinkedHashMap<>();
        private final List<String> resetFields = new ArrayList<>();
        private Optional<Comparator<ObjectNode>> rowOrder = Optional.empty();
        private Set<String> annotationsForFields = Set.of();
        private boolean createOnUpdate;
        private boolean unconditionalUpdate = true;
        private boolean orphansByDefault;
        private long timeToLiveSeconds;
        private boolean statusOnCreate;
        private Optional<String> deprecation = Optional.empty();

        private Builder(GroupKind kind) {
            this.kind = kind;
        }

        /** What a name must be; DNS subdomain unless said otherwise. */
        public Builder named(Function<String, List<String>> rule) {
            nameRule = rule;
            return this;
        }

        /** Adds a step of defaulting; steps run in the order in which they are added. */
        public Builder defaults(Defaults step) {
            defaults.add(step);
            return this;
        }

        /** See {@link KindRules#disabledFields()}. */
        public Builder disabledFields(Defaults drop) {
            disabledFields = drop;
            return this;
        }

        public Builder prepareCreate(PrepareCreate step) {
            prepareCreate = step;
            return this;
        }

        public Builder prepareUpdate(PrepareUpdate step) {
            prepareUpdate = step;
            return this;
        }

        /** Checks the whole object; runs on create, and on update before {@link #validateUpdate}. */
        public Builder validate(Validate check) {
            return validateBeside((object, old, errors) -> check.validate(object, errors));
        }

        /** As {@link #validate}, for a kind of which old values may stay that would not do in a new object. */
        public Builder validateBeside(ValidateBeside check) {
            validate = check;
            return this;
        }

        /** See {@link KindRules#validateAmong()}. */
        public Builder validateAmong(ValidateAmong check) {
            validateAmong = check;
            return this;
        }

        /** See {@link KindRules#changesFirst()}. */
        public Builder changesFirst() {
            changesFirst = true;
            return this;
        }

        /** See {@link KindRules#metadataChecks()}. */
        public Builder metadataChecks(int updates, int wholes) {
            metadataChecks = new MetadataChecks(updates, wholes);
            return this;
        }

        /** Finalizers may be plain names; see {@link KindRules#finalizersNeedDomain()}. */
        public Builder plainFinalizers() {
            finalizersNeedDomain = false;
            return this;
        }

        /** Checks what may not change. */
        public Builder validateUpdate(ValidateUpdate check) {
            validateUpdate = check;
            return this;
        }

        /** See {@link KindRules#validateChange()}. */
        public Builder validateChange(ValidateChange check) {
            validateChange = check;
            return this;
        }

        public Builder warn(Warn step) {
            warn = step;
            return this;
        }

        /** See {@link KindRules#warnsOfNewOnly()}. */
        public Builder warnsOfNewOnly() {
            warnsOfNewOnly = true;
            return this;
        }

        public Builder gracePeriod(GracePeriod rule) {
            gracePeriod = Optional.of(rule);
            return this;
        }

        public Builder reserve(Reserve take, Release giveBack) {
            reserve = take;
            release = giveBack;
            return this;
        }

        public Builder rehearse(Rehearse show) {
            rehearse = show;
            return this;
        }

        public Builder generation(Generation rule) {
            generation = rule;
            return this;
        }

        /** Status is dropped on create, kept on update, and written by {@code /status} alone, where all but status is kept. */
        public Builder status() {
            return part(new PartUpdate("status", (context, object, old) -> {}, (object, old, errors) -> {}));
        }

        /** As {@link #status()}, with checks of its own. */
        public Builder status(ValidateUpdate check) {
            return part(new PartUpdate("status", (context, object, old) -> {}, check));
        }

        public Builder part(PartUpdate part) {
            parts.put(part.name(), part);
            return this;
        }

        public Builder scale(String specReplicas, String statusReplicas, String labelSelector) {
            scale = Optional.of(new Scale(specReplicas, statusReplicas, labelSelector));
            return this;
        }

        public Builder selectable(String fieldLabel, Function<ObjectNode, String> value) {
            selectableFields.put(fieldLabel, value);
            return this;
        }

        public Builder column(Column column) {
            columns.add(column);
            return this;
        }

        /** See {@link KindRules#rowOrder()}. */
        public Builder rowOrder(Comparator<ObjectNode> order) {
            rowOrder = Optional.of(order);
            return this;
        }

        /** See {@link KindRules#annotationsForFields()}. */
        public Builder annotationForField(String annotation) {
            annotationsForFields = Set.of(annotation);
            return this;
        }

        public Builder createOnUpdate() {
            createOnUpdate = true;
            return this;
        }

        /** An update must say which version it changes. */
        public Builder conditionalUpdateOnly() {
            unconditionalUpdate = false;
            return this;
        }

        public Builder orphansByDefault() {
            orphansByDefault = true;
            return this;
        }

        public Builder timeToLiveSeconds(long seconds) {
            timeToLiveSeconds = seconds;
            return this;
        }

        /** See {@link KindRules#statusOnCreate()}. */
        public Builder statusOnCreate() {
            statusOnCreate = true;
            return this;
        }

        /** See {@link KindRules#deprecation()}. */
        public Builder deprecated(String warning) {
            deprecation = Optional.of(warning);
            return this;
        }

        public Builder resetField(String dottedPath) {
            resetFields.add(dottedPath);
            return this;
        }

        public KindRules build() {
            return new KindRules(this, validate, parts);
        }
    }
}
