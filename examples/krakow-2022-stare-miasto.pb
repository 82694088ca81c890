META
key;value
description;District PB in Kraków, Stare Miasto
country;Poland
unit;Kraków
district;Stare Miasto
subunit;Stare Miasto
instance;2022
num_projects;19
num_votes;0
budget;1260803
vote_type;ordinal
rule;greedy
date_begin;30.09.2022
date_end;14.10.2022
min_length;3
max_length;3
edition;9
language;pl
currency;PLN
comment;Projects only, no ballots come along
PROJECTS
project_id;cost;name
36;120000;"Park Kieszonkowy ""Olimpijka"" - stwórzmy piękną przestrzeń"
1;504300;Nowe chodniki na Kazimierzu i nie tylko…
20;504321;PRAWO DO FIKOŁKÓW na Bulwarach!Zieleń!Architektura do zabawy
11;22000;Sprzęt dla strażaków z Westerplatte
4;215000;Wrocław ma krasnale, a krakowskie Stare Miasto… SMOKI
29;63000;Kino pod gwiazdami na Bulwarach Wiślanych!
23;85100;Piłkarskie marzenia na Starym Mieście
7;376000;Ku pamięci bohaterów - odnawiamy groby żołnierskie na Cmentarzu Rakowickim
28;14000;"800 darmowych biletów dla seniorów do Kina ""Paradox"""
13;22000;Ratujemy życie od najmłodszych lat
21;89140;Joga w centrum. W zdrowym ciele zdrowy duch.
25;27300;Joga na trawie. Darmowe zajęcia nad Wisłą.
33;14720;Wzmocnij swoje zdrowie. Gimnastyka Słowiańska dla Kobiet.
35;199000;Ekologia na okrągło
26;14500;Pokazy Filmów Ukraińskich w Kinie Paradox
12;3500;POPULARYZACJA OCHRONY PRZECIWPOŻAROWEJ NA STARYM MIEŚCIE
22;6200;"Wydarzenia otwarte Festiwalu ""Wschód-Zachód"""
18;57000;Tam gdzie przyszły Papież JP II przekroczył próg Synagogi!
24;17500;Krakowska Akademia Longboardowa
VOTES
voter_id;vote
