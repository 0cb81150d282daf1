/** What a kubelet may write: its own node and what lies on it, nothing that would give it more. */
@NullMarked
package dev.coracle.apiserver.admission.plugin.noderestriction;

import org.jspecify.annotations.NullMarked;
