/** What a real kube-apiserver answered, and whether this one answers the same. */
@NullMarked
package dev.coracle.apiserver.original;

import org.jspecify.annotations.NullMarked;
