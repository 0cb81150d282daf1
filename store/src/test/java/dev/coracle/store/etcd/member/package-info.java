/** The member's upkeep. */
@NullMarked
package dev.coracle.store.etcd.member;

import org.jspecify.annotations.NullMarked;
