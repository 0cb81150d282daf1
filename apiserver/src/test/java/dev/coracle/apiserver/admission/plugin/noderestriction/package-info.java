@NullMarked
package dev.coracle.apiserver.admission.plugin.noderestriction;

import org.jspecify.annotations.NullMarked;
