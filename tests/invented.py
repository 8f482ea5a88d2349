# ruff: noqa: E501  - lines of an edition are as long as its paragraphs
"""An invented month of an invented correspondence, with the kinds of damage that real pages of this sort have.


Every sentence is made up for these tests; the persons are made up too, but for the correspondents whose names the
authority tables of the first workspace know.
"""

from __future__ import annotations

PAGE = """\
Stalin Kaganovich july 1932

Marx-Engels |  Plekhanov  |  Index

 Stalin and Kaganovich. Correspondence. 1932, invented

1932 July

On July 2, 1932, the Politburo decided to move the meeting by a week. The register has nothing more to say of it.
Note:
1 RGASPI. F. 17. Op. 162. D. 13. L. 20.


Kaganovich to Stalin July 3 1932

Archive: RGASPI F. 558. Op. 11. D. 78. L. 12–14. Autograph.
3/VII 32

Hello Comrade Stalin!

1) Your letter of 1/VII received. The boats of comrade Ustrichny have come in, and Karakhan asks for two more.

2) Yesterday I spoke with Valdemar Lindqvist about the herring. The Petrovsky Plant sent nothing.

Hello to you. Your L. Kaganovich.

_______________________

1 The note is missing.

2 On July 5, 1932, the PB instructed Karakhan to answer (RGASPI. F. 17. Op. 3. D. 891. L. 2, 14–16). On July 9, the proposal was accepted (Ibid. L. 30). By the decisions of the PB of July 10, 1932, the boats and July 20, 1932, the nets were released (Ibid. D. 892. L. 4; D. 893. L. 5).
Stalin to Kaganovich, Molotov on July 4, 1932

Archive: RGASPI F. 558 Op. P. D. 78. L. 15, 15v. Autograph; F. 81. Op. 3. D. 99. L. 90. Typewritten copy.
Moscow. CC ON. Poskrebyshev.

For Kaganovich. Molotov .

On HP 31. The herring can wait until the nets are dry. I have read the note of A.B. Snegirev and agree 1 .

Stalin.

No. 41

14.20

4/VII.32 2

_______________________

1 Stalin's note was accepted by the PB only on August 1, 1932 (Ibid.).

2 Time and date are the secretary's. Sent in code from Sochi the same day at 18:00. 7 min. (Ibid. L. 16).

Stalin to Kaganovich July 5, 1932

Kaganovich to Stalin [earlier July 8, 1932]Archive: RGASPI, F. 558. Op. I. D. 78. L. 17. Certified typewritten copy.
Owls, secret .
Copy .
Cipher. Immediately.
Sochi. Stalin.
We ask you, Comrade Stalin, to look at the papers from Astrakhan. No. 12/s - 1201/sh.
Kaganovich, Molotov.
7.VII.32
Stalin - Molotov, Kaganovich July 8, 1932

Archive: RGASPI F. 558. Op. 11. D. 78. L. 18. Original. Typescript.
Encryption. In. No. 31.

Tov. Stalin.

The nets are dry. Please let us know your opinion 1 . HP 31.

Molotov, Kaganovich.

8/V1I-32

_______________________

1 On the next day sent in cipher July 9 at 3 o'clock. 05 min. (RGASPI. F. 558. Inventory 11. D. 78. L. 19). See document No. 140.

Archive: RGASPI F. 558. Op. 11. D. 78. L. 18. Autograph.
Dry nets are good nets. Stalin. No. 42. 8/VII.32

Kaganovich to Stalin [after July 21, 1932]

Archive: RGASPI Personal archive of O.P. Berezina. Typewritten copy.
T. Stalin.

The mail boat brought nothing. (Sea stories of the north. Vol. II. 1930. P. 17, 18–19) is a good book.

L. Kaganovich.

Molotov to Stalin July, 1932

Archive: RGASPI F. 558. Op. 11. D. 78. L. 40. Original. Typescript.
Telegram.

From Moscow 30/VII - 32 at 22 o'clock. 57 min. In. No. 77.

Sochi. Tov. Stalin.

All quiet here.

Molotov.
"""
