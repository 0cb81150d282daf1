/** The services of etcd's API over the store. */
@NullMarked
package dev.coracle.store.etcd.service;

import org.jspecify.annotations.NullMarked;
