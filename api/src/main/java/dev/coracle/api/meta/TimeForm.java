package dev.coracle.api.meta;

/** The forms in which Go prints times: UTC, with a fixed number of digits. Source: metav1.Time and metav1.MicroTime. */
public enum TimeForm {
    SECONDS("0000-00-00T00:00:00Z"), MICROS("0000-00-00T00:00:00.000000Z");

    /** A 0 for each digit. */
    private final String form;

    TimeForm(String form) {
        this.form = form;
    }

    /** Whether the text has this form, be it a time or not; costs no more than a look at each character. */
    public boolean fits(String text) {
        if (text.length() != form.length()) {
            return false;
        }
        for (int i = 0; i < form.length(); i++) {
            char wanted = form.charAt(i);
            char c = text.charAt(i);
            if (wanted == '0' ? c < '0' || c > '9' : c != wanted) {
                return false;
            }
        }
        return true;
    }
}
