META
key;value
description;District PB in Kraków, Grzegórzki
country;Poland
unit;Kraków
district;Grzegórzki
subunit;Grzegórzki
instance;2022
num_projects;18
num_votes;0
budget;1346300
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
17;500000;Zazieleńmy II Dzielnicę!
24;330000;Gładko po Grzegórzkach - remont przejazdów rowerowych
14;200000;49 ławek dla Dzielnicy II Grzegórzki
9;170000;Nowe nasadzenia zieleni wzdłuż al. Beliny-Prażmowskiego
1;505000;Profesjonalna Siłownia w Parku Dąbie
4;30000;CzytajMY – książki, komiksy i audiobooki w bibliotece
13;40000;Renowacja boiska do piłki nożnej SP39
21;63000;Kino pod gwiazdami na Bulwarach Wiślanych!
3;60000;5% na BEZPIECZNE GRZEGÓRZKI
2;51000;Koncerty na Rondzie Mogilskim
5;12500;Bezpieczniej nad Wisłą - Grzegórzki etap II
11;180000;Napij się na zdrowie! Poidełko miejskie
22;70000;Warsztaty przyrodnicze dla dzieci w Parku przy Fabrycznej
15;8999;Polsko-ukraiński stół po sąsiedzku na os. Oficerskim
16;75100;Piłkarskie marzenia na Grzegórzkach
20;14000;"800 darmowych biletów dla seniorów do Kina ""Paradox"""
18;80000;360-stopniowa gra dzielnicowa Grzegórzki VR
23;199000;Ekologia na okrągło
VOTES
voter_id;vote
