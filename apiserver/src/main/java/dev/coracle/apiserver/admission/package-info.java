/** Who may change or refuse an object on its way into the store. */
@NullMarked
package dev.coracle.apiserver.admission;

import org.jspecify.annotations.NullMarked;
