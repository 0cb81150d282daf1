package dev.coracle.apiserver.storage.encryption;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.access.ReloadedFile;
import dev.coracle.base.clock.Clock;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.port.WatchEvent;
import dev.coracle.store.port.WatchListener;
import dev.coracle.store.port.WriteResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that encrypts what goes in and decrypts what comes out, for the resources that its file names; all others pass untouched. A value that nobody
 * can decrypt ends the call with {@link StoreException.Unreadable}: what is there but can't be read must not be taken for absent. In a watch such a value
 * goes on as it is, and whoever reads it as an object says so.
 */
public final class EncryptedStore implements KeyValuePort {

    private static final Logger LOG = LoggerFactory.getLogger(EncryptedStore.class);

    private final KeyValuePort store;
    private final ResourceOfKey resources;
    private volatile EncryptionRules rules;
    private Optional<ReloadedFile> reloaded = Optional.empty();

    private EncryptedStore(KeyValuePort store, ResourceOfKey resources, EncryptionRules rules) {
        this.store = store;
        this.resources = resources;
        this.rules = rules;
    }

    /**
     * Takes over {@code store}, which it closes when it is closed.
     *
     * @param file    an EncryptionConfiguration
     * @param follow  whether changes of the file count at once
     * @param root    such as {@code /registry/}
     * @param builtIn resources by the prefixes of their keys
     * @throws IOException naming the file and what in it does not serve
     */
    public static EncryptedStore open(KeyValuePort store, Path file, boolean follow, String root,
            Map<String, GroupResource> builtIn, Clock clock) throws IOException {
        byte[] content = Files.readAllBytes(file);
        EncryptedStore made = new EncryptedStore(store, new ResourceOfKey(root, builtIn), rules(file, content));
        if (follow) {
            made.reloaded = Optional.of(ReloadedFile.start(file, content, clock, changed -> made.take(changed, clock)));
        }
        return made;
    }

    private static EncryptionRules rules(Path file, byte[] content) throws IOException {
        try {
            return EncryptionFile.parse(content);
        } catch (IOException e) {
            throw new IOException("error while parsing encryption provider configuration file " + file + ": "
                    + e.getMessage(), e);
        }
    }

    private void take(byte[] changed, Clock clock) throws IOException {
        boolean well = false;
        try {
            rules = EncryptionFile.parse(changed);
            well = true;
        } finally {
            EncryptionMetrics.reloaded(well, clock.now().getEpochSecond());
        }
    }

    /** Whether the bytes are of a form that only a provider can read. */
    public static boolean encrypted(byte[] stored) {
        return Providers.encrypted(stored);
    }

    private Optional<Providers> providers(String key) {
        EncryptionRules now = rules;
        return resources.of(key).flatMap(now::of);
    }

    private byte[] decrypted(String key, byte[] stored) {
        Optional<Providers> providers = providers(key);
        if (providers.isEmpty() && !Providers.encrypted(stored)) {
            return stored;
        }
        try {
            if (providers.isEmpty()) {
                throw new GeneralSecurityException("identity transformer tried to read encrypted data");
            }
            return providers.get().read(key, stored);
        } catch (GeneralSecurityException e) {
            throw new StoreException.Unreadable("unable to transform key \"" + key + "\": " + e.getMessage());
        }
    }

    private KeyValue decrypted(KeyValue stored) {
        byte[] plain = decrypted(stored.key(), stored.value());
        return plain == stored.value()
                ? stored
                : new KeyValue(stored.key(), plain, stored.createRevision(), stored.modRevision(), stored.version(),
                        stored.lease());
    }

    /** Whether writing it again would store it in another form: its key has been replaced, or it was written before it was to be encrypted. */
    public boolean stale(String key) {
        return providers(key).filter(providers -> store.get(key).value()
                .filter(stored -> providers.stale(stored.value())).isPresent()).isPresent();
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key) {
        ReadResult<Optional<KeyValue>> read = store.get(key);
        return new ReadResult<>(read.value().map(this::decrypted), read.revision());
    }

    @Override
    public ReadResult<Optional<KeyValue>> get(String key, long revision) {
        ReadResult<Optional<KeyValue>> read = store.get(key, revision);
        return new ReadResult<>(read.value().map(this::decrypted), read.revision());
    }

    @Override
    public ReadResult<Page> list(String from, String to, long limit, OptionalLong revision) {
        ReadResult<Page> read = store.list(from, to, limit, revision);
        Page page = read.value();
        return new ReadResult<>(new Page(page.items().stream().map(this::decrypted).toList(), page.more(),
                page.count()), read.revision());
    }

    @Override
    public ReadResult<Long> count(String from, String to) {
        return store.count(from, to);
    }

    @Override
    public WriteResult put(String key, byte[] value, long expected, long ttlSeconds) {
        Optional<Providers> providers = providers(key);
        if (providers.isEmpty()) {
            return readable(store.put(key, value, expected, ttlSeconds));
        }
        try {
            return readable(store.put(key, providers.get().write(key, value), expected, ttlSeconds));
        } catch (GeneralSecurityException e) {
            throw new StoreException.Unreadable("key \"" + key + "\" can't be encrypted: " + e.getMessage());
        }
    }

    @Override
    public WriteResult delete(String key, long expected) {
        return readable(store.delete(key, expected));
    }

    private WriteResult readable(WriteResult result) {
        return switch (result) {
            case WriteResult.Written written -> written;
            case WriteResult.Conflict conflict -> new WriteResult.Conflict(conflict.current().map(this::decrypted),
                    conflict.revision());
        };
    }

    @Override
    public Watch watch(String from, String to, long startRevision, WatchListener listener) {
        return store.watch(from, to, startRevision, new WatchListener() {
            @Override
            public void onEvents(List<WatchEvent> events) {
                listener.onEvents(events.stream().map(EncryptedStore.this::shown).toList());
            }

            @Override
            public void onRewind(List<WatchEvent> events) {
                listener.onRewind(events.stream().map(EncryptedStore.this::shown).toList());
            }

            @Override
            public void onProgress(long revision) {
                listener.onProgress(revision);
            }

            @Override
            public void onEnd(StoreException reason) {
                listener.onEnd(reason);
            }
        });
    }

    /** Without what the key was before: the cache knows it, and it would have to be decrypted once more. */
    private WatchEvent shown(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Put put -> new WatchEvent.Put(shown(put.current()), Optional.empty());
            case WatchEvent.Delete delete -> new WatchEvent.Delete(delete.key(), delete.revision(), Optional.empty());
        };
    }

    private KeyValue shown(KeyValue stored) {
        try {
            return decrypted(stored);
        } catch (StoreException.Unreadable e) {
            LOG.error("{}", e.getMessage());
            return stored;
        }
    }

    @Override
    public Optional<Timeline> timeline() {
        return store.timeline().map(past -> new DecryptedTimeline(past, this::decrypted));
    }

    @Override
    public long currentRevision() {
        return store.currentRevision();
    }

    @Override
    public void requestProgress() {
        store.requestProgress();
    }

    @Override
    public void compact(long revision) {
        store.compact(revision);
    }

    @Override
    public Status status() {
        return store.status();
    }

    @Override
    public void close() {
        reloaded.ifPresent(ReloadedFile::close);
        store.close();
    }
}
