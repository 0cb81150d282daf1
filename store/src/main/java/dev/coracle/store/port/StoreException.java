package dev.coracle.store.port;

/** Why the store could not answer. */
public abstract sealed class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    private StoreException(String message) {
        super(message);
    }

    /** The revision asked for has been compacted away. */
    public static final class Compacted extends StoreException {
        private static final long serialVersionUID = 1L;
        private final long compactRevision;

        public Compacted(long compactRevision) {
            super("etcdserver: mvcc: required revision has been compacted");
            this.compactRevision = compactRevision;
        }

        /** The oldest revision that can still be read. */
        public long compactRevision() {
            return compactRevision;
        }
    }

    /** The revision asked for is yet to come. */
    public static final class FutureRevision extends StoreException {
        private static final long serialVersionUID = 1L;

        public FutureRevision() {
            super("etcdserver: mvcc: required revision is a future revision");
        }
    }

    /** The store has no room left; reads still work. */
    public static final class NoSpace extends StoreException {
        private static final long serialVersionUID = 1L;

        public NoSpace(String detail) {
            super("etcdserver: mvcc: database space exceeded: " + detail);
        }
    }

    /** Too many writes wait already; nothing was written. */
    public static final class TooManyRequests extends StoreException {
        private static final long serialVersionUID = 1L;

        public TooManyRequests() {
            super("etcdserver: too many requests");
        }
    }

    /** A request is larger than the store takes. */
    public static final class TooLarge extends StoreException {
        private static final long serialVersionUID = 1L;

        public TooLarge() {
            super("etcdserver: request is too large");
        }
    }

    /** A value is there and can't be made sense of: the key that it was encrypted by is missing, or it is damaged. */
    public static final class Unreadable extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String detail) {
            super(detail);
        }
    }

    /** What was asked for cannot be; nothing has changed. The message says what, why, and the way out. */
    public static final class Refused extends StoreException {
        private static final long serialVersionUID = 1L;

        public Refused(String detail) {
            super(detail);
        }
    }

    /** The store is closed, cannot be reached, or did not answer in time; whether a write took effect is not known. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String detail) {
            super(detail);
        }

        public Unavailable(String detail, Throwable cause) {
            super(detail, cause);
        }
    }
}
