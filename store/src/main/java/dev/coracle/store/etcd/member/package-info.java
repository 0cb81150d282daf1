/** The one member of the cluster: what it says it is, what it takes, its room and its alarms. */
@NullMarked
package dev.coracle.store.etcd.member;

import org.jspecify.annotations.NullMarked;
