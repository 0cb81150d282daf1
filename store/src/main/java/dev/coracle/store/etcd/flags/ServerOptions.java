package dev.coracle.store.etcd.flags;

import dev.coracle.store.etcd.http.Listener;
import dev.coracle.store.etcd.http.TlsFiles;
import dev.coracle.store.etcd.request.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a server is set up.
 *
 * @param listeners     where to listen, the first of them for the API; port 0 is any free one
 * @param tls           for listeners that are secure
 * @param clientUrls    what clients are told to use
 * @param quotaBytes    above it no writes are taken; 0 for etcd's default of 2 GiB, less for no bound
 * @param progressEvery how often watches that ask for it are told that nothing happened
 */
public record ServerOptions(String name, List<Listener> listeners, Optional<TlsFiles> tls, List<String> clientUrls,
        Limits limits, long quotaBytes, Duration progressEvery, Connections connections) {

    /**
     * What a connection may cost.
     *
     * @param streams         how many calls at once
     * @param keepAliveMin    clients that ask more often whether the server is there are cut off
     * @param keepAliveEvery  how often the server asks a silent client
     * @param keepAliveWithin how long it waits for the answer
     */
    public record Connections(int streams, Duration keepAliveMin, Duration keepAliveEvery, Duration keepAliveWithin) {
        /** etcd's own. */
        public static final Connections DEFAULT = new Connections(Integer.MAX_VALUE, Duration.ofSeconds(5),
                Duration.ofHours(2), Duration.ofSeconds(20));
    }
}
