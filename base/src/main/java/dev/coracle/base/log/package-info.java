/** Where log lines go and how they look: as klog's, as text or JSON. A provider for SLF4J, chosen by those who ship programs. */
@NullMarked
package dev.coracle.base.log;

import org.jspecify.annotations.NullMarked;
