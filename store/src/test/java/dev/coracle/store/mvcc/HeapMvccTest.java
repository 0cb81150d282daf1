package dev.coracle.store.mvcc;

import dev.coracle.store.backend.HeapBackend;

class HeapMvccTest extends MvccContract {

    @Override
    MvccStore open() {
        return new MvccStore(new HeapBackend());
    }

    @Override
    boolean keeps() {
        return false;
    }
}
