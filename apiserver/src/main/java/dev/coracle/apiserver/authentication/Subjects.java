package dev.coracle.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** The parts of a certificate's subject that say who it is. */
final class Subjects {

    private Subjects() {}

    /** The last common name, or empty. */
    static String commonName(X509Certificate certificate) {
        List<String> names = values(certificate, "CN");
        return names.isEmpty() ? "" : names.getLast();
    }

    static List<String> organizations(X509Certificate certificate) {
        return values(certificate, "O");
    }

    private static List<String> values(X509Certificate certificate, String type) {
        List<String> values = new ArrayList<>();
        try {
            List<Rdn> rdns = new ArrayList<>(
                    new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253)).getRdns());
            for (Rdn rdn : rdns) {
                var attribute = rdn.toAttributes().get(type);
                for (int i = 0; attribute != null && i < attribute.size(); i++) {
                    values.add(String.valueOf(attribute.get(i)));
                }
            }
        } catch (InvalidNameException e) {
            return Collections.emptyList();
        } catch (javax.naming.NamingException e) {
            return Collections.emptyList();
        }
        return values;
    }
}
