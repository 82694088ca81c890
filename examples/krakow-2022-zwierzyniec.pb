META
key;value
description;District PB in Kraków, Zwierzyniec
country;Poland
unit;Kraków
district;Zwierzyniec
subunit;Zwierzyniec
instance;2022
num_projects;13
num_votes;0
budget;1921258
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
1;768500;Nowe chodniki dla Zwierzyńca i nie tylko…
5;690000;Budowa parku linowego i tras wspinaczkowych na BIELANACH
17;768500;Remonty ulic Woli Justowskiej, Przegorzał oraz Olszanicy
16;22000;Rewitalizacja skweru przy ulicy Włóczków
11;28500;Książkomania na Zwierzyńcu– zakup książek i kodów do ebooków
13;22000;Ratujemy życie od najmłodszych lat
4;215000;Wrocław ma krasnale, a krakowski Zwierzyniec… SMOKI
27;490000;Doposażenie placu zabaw w Przegorzałach
15;38500;Otwarta pracownia ceramiczna w Przegorzałach
26;63000;Kino pod gwiazdami
21;14000;"800 darmowych biletów dla seniorów do Kina ""Paradox"""
19;75100;Piłkarskie marzenia na Zwierzyńcu
25;199000;Ekologia na okrągło
VOTES
voter_id;vote
