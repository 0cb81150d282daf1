/** What a cluster leaves on disk: its folder, its state, kubeconfigs; and the distribution that it runs from. */
@NullMarked
package dev.coracle.cluster.folder;

import org.jspecify.annotations.NullMarked;
