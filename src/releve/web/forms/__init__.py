"""Forms made from declared fields alone: a document becomes controls, and a sent form becomes a document again.

The name of a control is its path (`days.0.openTime`), the same by which `domain.validation.validated` says what is wrong.
Beside some controls a *mark* (`days.0.~openTime`) says how the value stood in the document.

Laws: what is shown and sent back unchanged changes nothing. Rows are added and removed by the server, so that every
form works without JavaScript. What is not shown in full (secrets, any JSON, large contents, very long lists) is never
sent and stays as it is.
"""
