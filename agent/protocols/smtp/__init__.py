"""SMTP: who mails what to whom, and the mail itself."""
