package dev.coracle.store;

import dev.coracle.store.port.KeyValuePort;

class HeapStoreTest extends KeyValueContract {

    @Override
    KeyValuePort open() {
        return EmbeddedStore.inMemory(clock);
    }
}
