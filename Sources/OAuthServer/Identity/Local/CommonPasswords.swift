/// The passwords of eight or more characters that lists of leaked passwords begin with, in lower case.
enum CommonPasswords {
    static let all: Set<String> = [
        "password", "password1", "password12", "password123", "password1234", "passw0rd", "p@ssw0rd", "p@ssword",
        "12345678", "123456789", "1234567890", "0123456789", "0987654321", "87654321", "987654321", "9876543210",
        "123123123", "12341234", "11223344", "1122334455", "112233445566", "123454321", "1234567891", "123456789a",
        "a123456789", "a1234567", "a12345678", "abc12345", "abcd1234", "abcdefgh", "abcdefghi", "1q2w3e4r",
        "1q2w3e4r5t",
        "1qaz2wsx", "1qaz2wsx3edc", "qwertyui", "qwertyuiop", "qwerty12", "qwerty123", "qwerty1234", "qwer1234",
        "q1w2e3r4", "q1w2e3r4t5", "asdfghjk", "asdfghjkl", "zxcvbnm1", "zaq12wsx", "1234qwer", "123qweasd",
        "123qwe123", "qazwsxedc", "asdf1234", "iloveyou", "iloveyou1", "sunshine", "sunshine1", "princess",
        "princess1", "football", "football1", "baseball", "baseball1", "basketball", "superman", "superman1",
        "batman123", "starwars", "starwars1", "pokemon1", "trustno1", "whatever", "whatever1", "computer",
        "internet", "michelle", "jennifer", "jessica1", "charlie1", "michael1", "jordan23", "liverpool", "chelsea1",
        "welcome1", "welcome12", "welcome123", "letmein1", "letmein123", "changeme", "changeme1", "changeme123",
        "administrator", "admin123", "admin1234", "admin12345", "administrator1", "root1234", "test1234", "testtest",
        "secret123", "default1", "password!", "password1!", "monkey123", "dragon123", "master123", "shadow123",
        "corvette", "mercedes", "samsung1", "blink182", "chocolate", "butterfly", "babygirl", "babygirl1", "lovely123",
        "temp1234", "guest123", "user1234", "login123", "access14", "summer2024", "winter2024", "spring2024",
        "summer2025", "winter2025", "summer2026", "winter2026", "correcthorsebatterystaple",
    ]
}
