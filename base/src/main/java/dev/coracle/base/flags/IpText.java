package dev.coracle.base.flags;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** IP addresses as Go reads them: four numbers without leading zeros, or IPv6 without a zone. The JDK takes more for an address. */
final class IpText {

    private static final String NUMBER = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern FOUR = Pattern.compile(NUMBER + "(\\." + NUMBER + "){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private IpText() {}

    /** The text itself. @throws IllegalArgumentException unless it is an address, or empty */
    static String checked(String text) {
        if (text.isEmpty()) {
            return text;
        }
        if (FOUR.matcher(text).matches()) {
            return text;
        }
        try {
            if (SIX.matcher(text).matches()) {
                InetAddress.getByName(text); // of a text with a colon nobody is asked
                return text;
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(why(text), e);
        }
        throw new IllegalArgumentException(why(text));
    }

    private static String why(String text) {
        return "failed to parse IP: \"" + text + "\"";
    }
}
