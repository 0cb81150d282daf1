package dev.coracle.store.etcd.bolt;

import java.io.IOException;

/** A file is not what bbolt writes. */
public final class DamagedBoltException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedBoltException(String what) {
        super("no sound bbolt file: " + what);
    }
}
