internal import ProxyModel

/// How the result of a command is shown.
enum Presentation: Equatable {
    /// One object: its members, one per line in a table.
    case record
    /// A collection, of which a table shows these members.
    case rows([String])
    /// What happened, told newest first: a table ends with the newest, with these columns cut to so many characters.
    case history([String], cut: [String: Int])
    /// A sentence in a table; the answer itself in other forms.
    case sentence(String)
    /// The text of one member alone in a table; the answer itself in other forms.
    case text(member: String)
    /// A text that is the same on a terminal and in a file, unless another form is asked for by name.
    case document
}
