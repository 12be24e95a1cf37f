"""What CI systems read: JUnit, SARIF, annotations of GitHub, code quality of GitLab."""
